import MartletStorage
import Testing

@testable import MartletNode

@Suite struct DiskRoomTests {
    private let total: Int64 = 64 << 20
    private let reserve: Int64 = 1 << 20

    @Test func `shards that append at once leave the reserve alone`() {
        #expect(DiskRoom.reserve(totalBytes: total) == reserve)
        var rooms = [DiskRoom(shardCount: 2), DiskRoom(shardCount: 2)]
        var usable = total
        var appended = 0
        for turn in 0..<10_000 {
            let space = VolumeSpace(totalBytes: total, usableBytes: usable)
            guard rooms[turn % 2].take(50_000, now: .zero, look: { space }) else { continue }
            usable -= 50_000
            appended += 1
        }
        #expect(usable >= reserve && usable < reserve + 200_000)
        #expect(Int64(appended) * 50_000 == total - usable)
    }

    @Test func `a full disk is looked at now and then, not for each append`() {
        var room = DiskRoom(shardCount: 1)
        var looks = 0
        for millisecond in 0..<1_000 {
            let hasRoom = room.take(1_000, now: .milliseconds(millisecond)) {
                looks += 1
                return VolumeSpace(totalBytes: total, usableBytes: reserve)
            }
            #expect(!hasRoom)
        }
        #expect(looks == 20)
        let freed = VolumeSpace(totalBytes: total, usableBytes: total)
        #expect(room.take(1_000, now: .seconds(1)) { freed })
    }

    @Test func `a disk that does not tell is not full`() {
        var room = DiskRoom(shardCount: 1)
        #expect(room.take(1_000, now: .zero) { nil })
    }

    @Test func `the reserve of a large disk is small`() {
        #expect(DiskRoom.reserve(totalBytes: 1 << 40) == 64 << 20)
    }
}
