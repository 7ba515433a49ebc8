import MartletMetadata
import MartletModel
import Testing

@testable import MartletNode

/// When a snapshot of the metadata is due.
@Suite struct SnapshotScheduleTests {
    private var schedule: SnapshotSchedule

    init() throws {
        let overrides = try [
            "metadata.log.max.record.bytes.between.snapshots=1000",
            "metadata.log.max.snapshot.interval.ms=60000",
        ].map { try PropertiesText.Entry(override: $0) }
        schedule = SnapshotSchedule(
            try BrokerConfiguration(overrides: overrides).metadataLog, now: .zero)
    }

    @Test mutating func `it is due after so many bytes, and once`() {
        schedule.committed(byteCount: 999)
        #expect(!schedule.isDue(now: .seconds(1)))
        schedule.committed(byteCount: 1)
        #expect(schedule.isDue(now: .seconds(1)))
        schedule.began(now: .seconds(1))
        schedule.committed(byteCount: 5_000)
        #expect(!schedule.isDue(now: .seconds(2)))
        schedule.ended()
        #expect(schedule.isDue(now: .seconds(2)))
    }

    @Test mutating func `it is due after so long, if anything was committed`() {
        #expect(!schedule.isDue(now: .seconds(61)))
        schedule.committed(byteCount: 1)
        #expect(!schedule.isDue(now: .seconds(59)))
        #expect(schedule.isDue(now: .seconds(60)))
    }

    @Test mutating func `a snapshot that was loaded counts`() {
        schedule.committed(byteCount: 5_000)
        schedule.loaded(now: .seconds(50))
        schedule.committed(byteCount: 1)
        #expect(!schedule.isDue(now: .seconds(61)))
    }

    @Test mutating func `one that failed is tried again after a pause`() {
        schedule.committed(byteCount: 1_000)
        schedule.began(now: .seconds(1))
        schedule.failed(now: .seconds(2))
        #expect(!schedule.isDue(now: .seconds(3)))
        #expect(schedule.isDue(now: .seconds(62)))
    }
}
