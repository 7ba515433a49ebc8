import MartletStorage
import Testing

@testable import MartletNode

@Suite struct DiskRoomTests {
    private let total: Int64 = 64 << 20
    private let reserve: Int64 = 1 << 20

    private func space(usable: Int64) -> VolumeSpace {
        VolumeSpace(totalBytes: total, usableBytes: usable)
    }

    @Test func `shards that append at once leave the reserve alone`() {
        var rooms = [DiskRoom(shardCount: 2), DiskRoom(shardCount: 2)]
        var usable = total
        var appended = 0
        for turn in 0..<10_000 {
            let space = space(usable: usable)
            guard rooms[turn % 2].take(50_000, now: .zero, look: { space }) != .refused else { continue }
            usable -= 50_000
            appended += 1
        }
        #expect(usable >= reserve && usable < reserve + 200_000)
        #expect(Int64(appended) * 50_000 == total - usable)
    }

    struct Case: Sendable {
        var usable: Int64
        var reserve: Int64?
        var verdict: DiskRoom.Verdict
    }

    /// What becomes of 1,000 bytes on a disk of 64 MiB.
    @Test(arguments: [
        Case(usable: 67_108_864, verdict: .taken),
        Case(usable: 4_000_000, verdict: .taken),
        Case(usable: 1_048_576 + 300_000, verdict: .slowed(room: 299_000)),
        Case(usable: 1_048_576 + 1_000, verdict: .slowed(room: 0)),
        Case(usable: 1_048_576 + 999, verdict: .refused),
        Case(usable: 1_048_576, verdict: .refused),
        Case(usable: 0, verdict: .refused),
        Case(usable: 1_000, reserve: 0, verdict: .slowed(room: 0)),
        Case(usable: 67_108_864, reserve: 16_000_000, verdict: .taken),
        Case(usable: 33_000_000, reserve: 16_000_000, verdict: .taken),
        Case(usable: 31_000_000, reserve: 16_000_000, verdict: .slowed(room: 14_999_000)),
        Case(usable: 16_000_999, reserve: 16_000_000, verdict: .refused),
        Case(usable: 67_108_864, reserve: 100_000_000, verdict: .refused),
    ])
    func `records are taken, slowed and refused as room goes`(_ one: Case) {
        var room = DiskRoom(shardCount: 1, reserve: one.reserve)
        #expect(room.take(1_000, now: .zero) { space(usable: one.usable) } == one.verdict)
    }

    @Test func `the marks go by the size of the disk`() {
        for (total, reserve, slowing): (Int64, Int64, Int64) in [
            (64 << 20, 1 << 20, 1_342_177), (1 << 30, 16 << 20, 21_474_836), (1 << 40, 64 << 20, 1 << 30),
        ] {
            #expect(DiskRoom.reserve(totalBytes: total) == reserve)
            #expect(DiskRoom.slowing(totalBytes: total, reserve: reserve) == slowing)
        }
    }

    @Test func `a full disk is looked at now and then, not for each append`() {
        var room = DiskRoom(shardCount: 1)
        var looks = 0
        for millisecond in 0..<1_000 {
            let verdict = room.take(1_000, now: .milliseconds(millisecond)) {
                looks += 1
                return space(usable: reserve)
            }
            #expect(verdict == .refused)
        }
        #expect(looks == 20)
        #expect(room.take(1_000, now: .seconds(1)) { space(usable: total) } == .taken)
    }

    @Test func `room that others take is noticed within a second`() {
        var room = DiskRoom(shardCount: 1)
        #expect(room.take(1_000, now: .zero) { space(usable: total) } == .taken)
        #expect(room.take(1_000, now: .milliseconds(999)) { space(usable: 0) } == .taken)
        #expect(room.take(1_000, now: .seconds(1)) { space(usable: 0) } == .refused)
    }

    @Test func `a disk that refuses though it has room is asked again a little later`() {
        var room = DiskRoom(shardCount: 1)
        #expect(room.take(1_000, now: .zero) { space(usable: total) } == .taken)
        room.refused(now: .zero)
        #expect(room.take(1_000, now: .milliseconds(49)) { space(usable: total) } == .refused)
        #expect(room.take(1_000, now: .milliseconds(50)) { space(usable: total) } == .taken)
    }

    @Test func `a disk that does not tell is not full`() {
        var room = DiskRoom(shardCount: 1)
        #expect(room.take(1_000, now: .zero) { nil } == .taken)
    }
}

@Suite struct DiskBrakeTests {
    @Test func `the less room is left the longer a batch holds its producer back`() {
        for (byteCount, room, milliseconds): (Int, Int64, Int) in [
            (10_000, 100_000_000, 1), (1_000_000, 100_000_000, 100), (1_000_000, 50_000_000, 200),
            (1_000_000, 10_000_000, 1_000), (1_000_000, 1, 1_000), (1, 0, 1_000), (1, -5, 1_000),
        ] {
            var brake = DiskBrake()
            let delay = brake.delay(byteCount, room: room, now: .seconds(100))
            #expect(delay == .milliseconds(milliseconds))
        }
    }

    @Test func `who comes while another is held back waits longer, but never more than a second`() {
        var brake = DiskBrake()
        let delays = (0..<12).map { _ in brake.delay(1_000_000, room: 100_000_000, now: .zero) }
        #expect(delays == (1...10).map { .milliseconds($0 * 100) } + [.seconds(1), .seconds(1)])
        #expect(brake.delay(1_000_000, room: 100_000_000, now: .seconds(1)) == .milliseconds(100))
    }

    @Test func `however fast producers are, the room lasts long enough to act`() {
        var brake = DiskBrake()
        var room: Int64 = 1 << 30
        var now = Duration.zero
        while room > 1 << 20 {
            now += brake.delay(1 << 20, room: room, now: now)
            room -= 1 << 20
        }
        #expect(now > .seconds(45))
    }
}
