import MartletModel
import MartletRecords
import NIOCore
import Synchronization
import Testing

@testable import MartletStorage

/// Appending what a leader sent.
@Suite struct ReplicatedAppendTests {
    private static func configuration(segmentBytes: Int64) -> LogConfiguration {
        var configuration = LogConfiguration()
        configuration.segmentBytes = segmentBytes
        configuration.indexIntervalBytes = 100
        return configuration
    }

    // MARK: - The same log

    @Test(arguments: Disk.allCases)
    func `a follower's files are the leader's`(disk: Disk) throws {
        let pair = try LeaderAndFollower(Self.configuration(segmentBytes: 700), disk)
        for index in 0..<40 {
            try pair.leader.append(["value \(index)", "more"], epoch: LeaderEpoch(Int32(index / 7)))
        }
        try pair.follower.follow(pair.leader)
        try pair.leader.flush()
        try pair.follower.flush()
        #expect(pair.follower.segmentCount > 3)
        #expect(try pair.follower.content() == pair.leader.content())
        #expect(pair.follower.leaderEpochs == pair.leader.leaderEpochs)
        let names = try pair.leaderBench.names()
        #expect(try pair.followerBench.names() == names)
        for name in names { #expect(try pair.followerBench.bytes(name) == pair.leaderBench.bytes(name)) }
    }

    @Test func `offsets that compaction has left out are left out here`() throws {
        let pair = try LeaderAndFollower(compacted)
        try pair.leader.write("a=1 b=1 a=2,b=2 | c=1 a=3 | z=1")
        try pair.leader.compact()
        try pair.follower.follow(pair.leader)
        #expect(try pair.follower.text == pair.leader.text)
        #expect(pair.follower.logEndOffset == pair.leader.logEndOffset)
        #expect(try pair.follower.content() == pair.leader.content())
        try pair.follower.flush()
        let (recovered, report) = try pair.followerBench.open(compacted, isClean: false)
        #expect(report?.truncated == nil)
        #expect(try recovered.content() == pair.leader.content())
    }

    @Test func `an empty log takes batches of any offset`() throws {
        let pair = try LeaderAndFollower()
        _ = try pair.leader.restart(at: 1_000)
        try pair.leader.append(["a"], epoch: 3)
        _ = try pair.follower.restart(at: 990)
        let fetched = try pair.leader.fetched(from: 1_000)
        try pair.follower.appendReplicated(fetched, count: 1, now: 0)
        #expect(pair.follower.logStartOffset == 990 && pair.follower.logEndOffset == 1_001)
        #expect(pair.follower.leaderEpochs.entries == [.init(epoch: 3, startOffset: 1_000)])
    }

    @Test func `an offset that no index of the segment can tell is refused`() throws {
        let pair = try LeaderAndFollower()
        _ = try pair.leader.restart(at: Offset(1 << 40))
        try pair.leader.append(["a"])
        let fetched = try pair.leader.fetched(from: Offset(1 << 40))
        let error = try #require(throws: ReplicatedAppendError.self) {
            try pair.follower.appendReplicated(fetched, count: 1, now: 0)
        }
        guard case .unsupported = error.cause else {
            Issue.record("\(error)")
            return
        }
        #expect(pair.follower.logEndOffset == 0)
    }

    @Test func `what goes to one segment is one write`() throws {
        let pair = try LeaderAndFollower(follower: Self.configuration(segmentBytes: 3_000))
        for index in 0..<100 { try pair.leader.append(["value \(index)"]) }
        let writes = Mutex(0)
        try pair.followerBench.memory.intercept { operation, path in
            if case .write = operation, path.hasSuffix(".log") { writes.withLock { $0 += 1 } }
            return .proceed
        }
        try pair.follower.followOnce(pair.leader)
        #expect(pair.follower.logEndOffset == 100)
        #expect(writes.withLock { $0 } == pair.follower.segmentCount)
        #expect(pair.follower.segmentCount > 2)
    }

    @Test func `segments roll before their indexes are full, and when they are old`() throws {
        var small = Self.configuration(segmentBytes: 1 << 20)
        small.segmentIndexBytes = 60
        var old = LogConfiguration()
        old.segmentMilliseconds = 10
        for configuration in [small, old] {
            let pair = try LeaderAndFollower(configuration)
            for index in 0..<60 {
                try pair.leader.append([String(repeating: "v", count: 60)], timestamp: 1_000 + Int64(index))
            }
            try pair.follower.follow(pair.leader)
            try pair.leader.close()
            try pair.follower.close()
            #expect(pair.follower.segmentCount > 2)
            #expect(try pair.followerBench.names() == pair.leaderBench.names())
            #expect(try pair.follower.content() == pair.leader.content())
        }
    }

    @Test func `the first append after a clean stop knows where the log ends`() throws {
        let pair = try LeaderAndFollower()
        for index in 0..<20 { try pair.leader.append(["value \(index)"]) }
        try pair.follower.followOnce(pair.leader, maxBytes: 900)
        let end = pair.follower.logEndOffset
        #expect(end > 3 && end < 17)
        try pair.follower.close()
        let (again, _) = try pair.followerBench.open(recoveryPoint: end)
        #expect(again.planTailRead() != nil)
        try again.follow(pair.leader)
        #expect(try again.content() == pair.leader.content())
        #expect(try again.firstRecord(from: 15)?.value == "value 15")
    }

    // MARK: - Producers

    @Test func `producers are noted and not judged`() throws {
        let pair = try LeaderAndFollower()
        for sequence in [0, 1, 2] as [Int32] {
            let made = try batch(["x"], producer: Producer(id: 5, epoch: 1, sequence: sequence))
            _ = try pair.leader.append(made, leaderEpoch: 0, now: 0)
        }
        // Its log begins in the middle of what the producer sent.
        _ = try pair.follower.restart(at: 1)
        try pair.follower.follow(pair.leader)
        let known = try #require(pair.follower.producerState.producers[5])
        #expect(known.epoch == 1 && known.batches.map(\.lastSequence) == [1, 2])
        let again = try batch(["x"], producer: Producer(id: 5, epoch: 1, sequence: 2))
        #expect(try pair.follower.append(again, leaderEpoch: 1, now: 0).isDuplicate)
    }

    @Test func `transactions are here what they are at the leader`() throws {
        let pair = try LeaderAndFollower(Self.configuration(segmentBytes: 400))
        let log = pair.leader
        try log.transact(7, 0, ["a"])
        try log.transact(8, 0, ["b"])
        try log.end(7, commit: false)
        try log.append(["plain"])
        try log.end(8, commit: true)
        try log.transact(9, 0, ["open"])
        try pair.follower.follow(log)
        for highWatermark in (0...log.logEndOffset.rawValue).map({ Offset($0) }) {
            #expect(
                pair.follower.lastStableOffset(highWatermark: highWatermark)
                    == log.lastStableOffset(highWatermark: highWatermark))
        }
        #expect(pair.follower.lastStableOffset(highWatermark: 6) == 5)
        #expect(
            try pair.follower.abortedTransactions(from: 0, upTo: 6)
                == log.abortedTransactions(from: 0, upTo: 6))
        #expect(pair.follower.producerState == log.producerState)
    }

    // MARK: - What is not appended

    @Test func `a failed write says how much of the answer is in the log`() throws {
        let pair = try LeaderAndFollower(follower: Self.configuration(segmentBytes: 1_000))
        for index in 0..<40 { try pair.leader.append(["value \(index)"]) }
        let fetched = try pair.leader.fetched(from: 0)
        let writes = Mutex(0)
        let disk = try pair.followerBench.memory
        disk.intercept { operation, path in
            guard case .write(let count) = operation, path.hasSuffix(".log") else { return .proceed }
            let isThird = writes.withLock { writes in
                writes += 1
                return writes == 3
            }
            return isThird ? .tear(after: count / 2, .full(path: path)) : .proceed
        }
        let error = try #require(throws: ReplicatedAppendError.self) {
            try pair.follower.appendReplicated(fetched, count: 40, now: 0)
        }
        guard case .full = error.cause else {
            Issue.record("\(error)")
            return
        }
        #expect(error.appendedCount > 0 && error.appendedCount < 40)
        #expect(pair.follower.logEndOffset == Offset(Int64(error.appendedCount)))
        try pair.follower.follow(pair.leader)
        #expect(try pair.follower.content() == pair.leader.content())
        let (recovered, report) = try pair.followerBench.open(isClean: false)
        #expect(report?.truncated == nil && recovered.logEndOffset == 40)
    }

    @Test func `batches are taken up to the first that is damaged`() throws {
        let pair = try LeaderAndFollower()
        for index in 0..<5 { try pair.leader.append(["value \(index)"]) }
        let bytes = try pair.leader.content()
        let length = bytes.readableBytes / 5
        for position in 0..<bytes.readableBytes {
            var damaged = bytes
            let found = try #require(damaged.getInteger(at: position, as: UInt8.self))
            damaged.setInteger(found ^ 0x20, at: position)
            let checked = ReplicatedBatches(checking: damaged)
            let index = position / length
            // Offset and leader epoch stand before what the checksum covers.
            let isCovered = position % length >= 16 || (8..<12).contains(position % length)
            if isCovered {
                #expect(checked.batches.count == index, "byte \(position)")
            } else {
                #expect(checked.batches.count >= index, "byte \(position)")
            }
        }
        let checked = ReplicatedBatches(checking: bytes)
        #expect(checked.damage == nil && checked.byteCount(ofFirst: 2) == 2 * length)
    }

    @Test func `an answer may end inside a batch, but not inside its first`() throws {
        let log = try Workbench().open().log
        try log.append(["a"])
        try log.append(["b"])
        let bytes = try log.content()
        for count in 0...bytes.readableBytes {
            let cut = try #require(bytes.getSlice(at: 0, length: count))
            let checked = ReplicatedBatches(checking: cut)
            #expect(checked.batches.count == count / (bytes.readableBytes / 2))
            #expect((checked.damage != nil) == (count > 0 && checked.batches.isEmpty))
        }
    }

    @Test func `the end of a transaction that cannot be read is damage`() throws {
        var builder = RecordBatchBuilder(
            producerID: 4, producerEpoch: 0, isTransactional: true, isControl: true)
        builder.append(key: ByteBuffer(bytes: [0]), value: nil, timestamp: 0)
        let checked = ReplicatedBatches(checking: try builder.build().bytes)
        #expect(checked.batches.isEmpty && checked.damage != nil)
    }

    // MARK: - What follows from the leader's log

    @Test func `an epoch without records is forgotten when the log is cut at its end`() throws {
        let pair = try LeaderAndFollower()
        try pair.leader.append(["a"], epoch: 1)
        try pair.follower.follow(pair.leader)
        pair.follower.beginLeaderEpoch(2)
        #expect(pair.follower.latestEpoch == 2)
        _ = try pair.follower.truncate(to: 1)
        #expect(pair.follower.latestEpoch == 1 && pair.follower.logEndOffset == 1)
    }

    @Test func `the log start follows the leader's, and the files go with the next retention`() throws {
        let pair = try LeaderAndFollower(Self.configuration(segmentBytes: 300))
        for index in 0..<10 { try pair.leader.append(["value \(index)"], epoch: LeaderEpoch(Int32(index))) }
        try pair.follower.follow(pair.leader)
        pair.follower.advanceLogStart(to: 7)
        #expect(pair.follower.logStartOffset == 7 && pair.follower.isLogStartInsideSegment)
        #expect(pair.follower.leaderEpochs.entries.first == .init(epoch: 7, startOffset: 7))
        let retired = try pair.follower.applyRetention(now: 1_000, highWatermark: 10)
        #expect(!retired.isEmpty)
        #expect(try pair.follower.records().map(\.offset) == [7, 8, 9])
    }

    @Test(
        arguments: [
            (.truncation(to: 7), 6), (.truncation(to: 6), 3), (.truncation(to: 2), 0),
            (.truncation(to: 0), 0), (.truncation(to: 100), 6), (.restart(at: 100), 0), (.restart(at: 0), 0),
        ] as [(LogCut, Offset)])
    func `while a log is cut recovery relies on what stays in any case`(cut: LogCut, point: Offset) throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        for index in 0..<9 {
            if index % 3 == 0 { try log.roll(now: 0) }
            try log.append(["value \(index)"])
        }
        #expect(log.recoveryPoint(during: cut) == 0)
        try log.flush()
        #expect(log.recoveryPoint(during: cut) == point)
        _ = try log.perform(cut)
        #expect(point <= log.logEndOffset)
    }
}
