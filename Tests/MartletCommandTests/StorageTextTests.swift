import MartletModel
import NIOCore
import Testing

@testable import MartletClient
@testable import martlet

@Suite struct StorageTextTests {
    private func log(
        _ topic: String, _ state: StorageDescription.State, _ recovery: StorageDescription.Recovery? = nil
    ) -> StorageDescription.Log {
        StorageDescription.Log(
            partition: TopicPartition(topic: topic, partition: 0), topicID: TopicID(Uuid(high: 1, low: 2)),
            state: state, recovery: recovery, start: 0, highWatermark: 5, end: 5, durableEnd: 5,
            byteCount: 700, segmentCount: 1, corruptRanges: [], failedJobs: [])
    }

    private func directory(
        _ opening: StorageDescription.Opening, _ logs: [StorageDescription.Log]
    ) -> StorageDescription {
        StorageDescription(
            broker: 1, path: "/data", isOnline: true, totalBytes: 2_000, usableBytes: 1_000, opening: opening,
            logs: logs)
    }

    private var recovering: StorageDescription {
        directory(
            .init(logCount: 3, remainingLogCount: 2, bytesDone: 1_500_000, bytesTotal: 4_000_000),
            [
                log("a", .inService), log("b", .opening),
                log("c", .recovering, .init(bytesDone: 500, bytesTotal: 900, remainingSegmentCount: 2)),
            ])
    }

    @Test func `a directory that is being recovered tells how far it has come`() {
        #expect(
            StorageText(directory: recovering).text == """
                directory /data of broker 1
                state     in service
                free      1.0 kB of 2.0 kB
                opening   2 of 3 logs to go; of those begun with, recovery has read 1.5 MB of 4.0 MB

                LOG  STATE       SEGMENTS  BYTES  START  END  ON DISK  COMPACTED  DIRTY       RECOVERED
                a-0  in service         1  700 B      0    5        5          -      -
                b-0  opening
                c-0  recovering                                                          500 B of 900 B

                """)
    }

    @Test func `a directory whose logs are open says nothing of openings`() {
        let text = StorageText(
            directory: directory(
                .init(logCount: 1, remainingLogCount: 0, bytesDone: 9, bytesTotal: 9), [log("a", .inService)])
        ).text
        #expect(!text.contains("opening") && !text.contains("RECOVERED"))
    }

    @Test func `programs are told of a recovery, too`() {
        var text = JSONText()
        text.object { $0.add(recovering) }
        let json = String(buffer: text.bytes)
        #expect(
            json.contains(
                """
                "opening":{"logs":3,"remainingLogs":2,"recoveryBytesDone":1500000,\
                "recoveryBytesTotal":4000000}
                """))
        #expect(
            json.contains(
                """
                "state":"recovering","recovery":{"bytesDone":500,"bytesTotal":900,"remainingSegments":2}
                """))
    }
}
