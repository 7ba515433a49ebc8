import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

extension PartitionLog {
    /// What a follower is sent that asks for `offset`.
    func fetched(from offset: Offset, maxBytes: Int = 1 << 20) throws -> ReplicatedBatches {
        let slice = try read(from: offset, upTo: logEndOffset, maxBytes: maxBytes, minOneBatch: true)
        return ReplicatedBatches(checking: try slice?.read() ?? ByteBuffer())
    }

    /// One fetch of a follower. False if the leader has no more.
    @discardableResult
    func followOnce(_ leader: PartitionLog, maxBytes: Int = 1 << 20) throws -> Bool {
        guard logEndOffset < leader.logEndOffset else { return false }
        let fetched = try leader.fetched(from: logEndOffset, maxBytes: maxBytes)
        try appendReplicated(fetched, count: fetched.batches.count, now: 1_000)
        return true
    }

    /// Fetches until this log ends where the leader's does.
    func follow(_ leader: PartitionLog, maxBytes: Int = 1 << 20) throws {
        while try followOnce(leader, maxBytes: maxBytes) {}
    }

    /// Every byte from the batch on that holds `start`.
    func content(from start: Offset? = nil, upTo end: Offset? = nil) throws -> ByteBuffer {
        var content = ByteBuffer()
        var next = start ?? logStartOffset
        let end = end ?? logEndOffset
        while let slice = try read(from: next, upTo: end, maxBytes: 1 << 20, minOneBatch: true) {
            var batches = RecordBatches(try slice.read())
            while let batch = try batches.next() {
                content.writeImmutableBuffer(batch.bytes)
                next = batch.header.nextOffset
            }
        }
        return content
    }
}

/// A leader's log and a follower's, on disks of their own.
struct LeaderAndFollower {
    let leaderBench: Workbench
    let followerBench: Workbench
    let leader: PartitionLog
    let follower: PartitionLog

    init(
        _ configuration: LogConfiguration = LogConfiguration(), follower: LogConfiguration? = nil,
        _ disk: Disk = .memory
    ) throws {
        leaderBench = try Workbench(disk)
        followerBench = try Workbench(disk)
        leader = try leaderBench.open(configuration).log
        self.follower = try followerBench.open(follower ?? configuration).log
    }
}
