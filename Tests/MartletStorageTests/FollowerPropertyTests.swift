import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

/// A leader that does what leaders do, and a follower that fetches, falls behind, is cut, crashes and goes
/// on.
@Suite struct FollowerPropertyTests {
    private struct Run {
        var random: SeededGenerator
        let leader: PartitionLog
        let bench: Workbench
        var configuration: LogConfiguration
        var follower: PartitionLog
        var epoch: LeaderEpoch = 0
        var sequences: [ProducerID: Int32] = [:]

        init(seed: UInt64) throws {
            random = SeededGenerator(seed: seed)
            leader = try Workbench().open(Self.configuration(&random, segmentBytes: 700...3_000)).log
            bench = try Workbench()
            configuration = Self.configuration(&random, segmentBytes: 200...3_000)
            follower = try bench.open(configuration).log
        }

        private static func configuration(
            _ random: inout SeededGenerator, segmentBytes: ClosedRange<Int64>
        ) -> LogConfiguration {
            var configuration = LogConfiguration()
            configuration.segmentBytes = Int64.random(in: segmentBytes, using: &random)
            configuration.indexIntervalBytes = Int64.random(in: 0...400, using: &random)
            configuration.segmentIndexBytes = Int64.random(in: 48...400, using: &random)
            return configuration
        }

        mutating func step() throws {
            switch Int.random(in: 0..<24, using: &random) {
            case 0..<3: try append(nil)
            case 3..<8: try append(producer())
            case 8..<10: try end(producer())
            case 10..<12:
                epoch = LeaderEpoch(epoch.rawValue + Int32.random(in: 1...2, using: &random))
                leader.beginLeaderEpoch(epoch)
            case 12: try leader.roll(now: 1_000)
            case 13..<18: try fetch()
            case 18: try follower.roll(now: 1_000)
            case 19: try follower.flush()
            case 20: try cut()
            case 21: try reopen(isClean: true)
            case 22: try reopen(isClean: false)
            default: try leader.flush()
            }
        }

        private mutating func producer() -> ProducerID {
            ProducerID(Int64.random(in: 1...3, using: &random))
        }

        private mutating func append(_ producer: ProducerID?) throws {
            let count = Int.random(in: 1...4, using: &random)
            let sequence = producer.map { sequences[$0, default: 0] } ?? -1
            var builder = RecordBatchBuilder(
                compression: [.none, .none, .lz4, .gzip].randomElement(using: &random) ?? .none,
                producerID: producer ?? .none, producerEpoch: producer == nil ? .none : 0,
                baseSequence: sequence, isTransactional: producer != nil)
            for _ in 0..<count {
                let value = String(repeating: "v", count: Int.random(in: 0...120, using: &random))
                builder.append(key: nil, value: ByteBuffer(string: value), timestamp: 1_000)
            }
            if let producer { sequences[producer] = sequence + Int32(count) }
            _ = try leader.append(
                ValidatedBatch(trusted: try builder.build()), leaderEpoch: epoch, now: 1_000,
                origin: .verifiedClient)
        }

        private mutating func end(_ producer: ProducerID) throws {
            let marker = try RecordBatch.control(
                [ControlRecord(endOfTransaction: Bool.random(using: &random), coordinatorEpoch: 0)],
                baseOffset: 0, timestamp: 1_000, producerID: producer, producerEpoch: 0,
                isTransactional: true)
            _ = try leader.append(
                ValidatedBatch(trusted: marker), leaderEpoch: epoch, now: 1_000,
                origin: .coordinator(transactionVersion: 1))
        }

        private mutating func fetch() throws {
            guard follower.logEndOffset < leader.logEndOffset else { return }
            let maxBytes = Int.random(in: 1...5_000, using: &random)
            let fetched = try leader.fetched(from: follower.logEndOffset, maxBytes: maxBytes)
            let count = Int.random(in: 1...fetched.batches.count, using: &random)
            let first = fetched.batches[0].header.baseOffset
            if first < follower.logEndOffset {
                // A cut to before the log's start has left it empty, and it would begin inside a batch.
                #expect(follower.logStartOffset == follower.logEndOffset)
                try perform(.restart(at: first))
            }
            try follower.appendReplicated(fetched, count: count, now: 1_000)
            #expect(follower.logEndOffset == fetched.batches[count - 1].header.nextOffset)
        }

        private mutating func cut() throws {
            let offset = Offset(Int64.random(in: 0...leader.logEndOffset.rawValue, using: &random))
            let isRestart = Int.random(in: 0..<3, using: &random) == 0
            // A log begins where a batch does.
            let start = try leader.batches().map(\.header.baseOffset).last { $0 <= offset } ?? 0
            try perform(isRestart ? .restart(at: start) : .truncation(to: offset))
        }

        private func perform(_ cut: LogCut) throws {
            for retired in try follower.perform(cut) { try retired.remove(bench.fileSystem) }
        }

        private mutating func reopen(isClean: Bool) throws {
            if isClean { try follower.close() }
            follower =
                try bench.open(
                    configuration, recoveryPoint: follower.durableEndOffset,
                    logStartOffset: follower.isLogStartInsideSegment ? follower.logStartOffset : nil,
                    isClean: isClean
                ).log
        }

        /// Everything that the follower has is as the leader has it.
        func check() throws {
            let (start, end) = (follower.logStartOffset, follower.logEndOffset)
            #expect(try follower.content() == leader.content(from: start, upTo: end))
            var epochs = leader.leaderEpochs
            _ = epochs.truncateEnd(to: end)
            _ = epochs.truncateStart(to: start)
            if start < end { #expect(follower.leaderEpochs == epochs) }
            guard start == 0, end == leader.logEndOffset else { return }
            #expect(
                try follower.abortedTransactions(from: 0, upTo: end)
                    == leader.abortedTransactions(from: 0, upTo: end))
            #expect(follower.producerState.firstOpenOffset == leader.producerState.firstOpenOffset)
            #expect(
                follower.producerState.producers.mapValues { $0.batches.last }
                    == leader.producerState.producers.mapValues { $0.batches.last })
        }
    }

    @Test(arguments: UInt64(0)..<80)
    func `a follower's log is byte for byte the leader's`(_ seed: UInt64) throws {
        var run = try Run(seed: seed)
        for _ in 0..<150 {
            try run.step()
            try run.check()
        }
        try run.follower.follow(run.leader)
        try run.check()
    }
}
