import MartletModel
import NIOCore
import Testing

@testable import MartletStorage

/// Random transactions, rolls, truncations and restarts, against a list of what was appended.
@Suite struct TransactionPropertyTests {
    private struct Entry {
        var first: Offset
        var next: Offset
        var producer: ProducerID?
        /// Whether it ends the transaction, and how.
        var commit: Bool?
    }

    private struct Transaction: Equatable {
        var producer: ProducerID
        var first: Offset
        /// Nil while it is open.
        var marker: Offset?
        var isCommitted = false
    }

    /// What a list of everything says, looked through from the beginning each time.
    private struct Model {
        var entries: [Entry] = []

        var transactions: [Transaction] {
            var all: [Transaction] = []
            for entry in entries {
                guard let producer = entry.producer else { continue }
                let open = all.firstIndex { $0.producer == producer && $0.marker == nil }
                if let commit = entry.commit {
                    guard let open else { continue }
                    (all[open].marker, all[open].isCommitted) = (entry.first, commit)
                } else if open == nil {
                    all.append(Transaction(producer: producer, first: entry.first))
                }
            }
            return all
        }

        func lastStable(_ highWatermark: Offset) -> Offset {
            let unstable = transactions.filter { $0.marker.map { $0 >= highWatermark } ?? true }
            return min(unstable.map(\.first).min() ?? highWatermark, highWatermark)
        }

        func aborted(from start: Offset, upTo end: Offset) -> Set<Offset> {
            Set(
                transactions.filter { one in
                    guard let marker = one.marker, !one.isCommitted else { return false }
                    return marker >= start && one.first < end
                }.map(\.first))
        }
    }

    private struct Run {
        let bench: Workbench
        let configuration: LogConfiguration
        var log: PartitionLog
        var model = Model()
        var committed: Offset = 0
        var sequences: [ProducerID: Int32] = [:]
        var random: SeededGenerator

        init(seed: UInt64) throws {
            bench = try Workbench()
            random = SeededGenerator(seed: seed)
            var configuration = LogConfiguration()
            configuration.segmentBytes = Int64.random(in: 200...2_000, using: &random)
            configuration.indexIntervalBytes = Int64.random(in: 0...300, using: &random)
            self.configuration = configuration
            log = try bench.open(configuration).log
        }

        mutating func step() throws {
            let producer = ProducerID(Int64.random(in: 1...4, using: &random))
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<8:
                let values = Array(repeating: "v", count: Int.random(in: 1...5, using: &random))
                let result = try log.transact(producer, sequences[producer, default: 0], values)
                note(result, producer)
                sequences[producer, default: 0] += Int32(values.count)
            case 8..<13:
                let commit = Bool.random(using: &random)
                note(try log.end(producer, commit: commit), producer, commit)
            case 13..<15: note(try log.append(["plain", "plain"]))
            case 15: try log.roll(now: 1_000)
            case 16: try truncate()
            case 17: try reopen(isClean: true)
            case 18: try reopen(isClean: false)
            default: committed = random(from: committed, through: log.logEndOffset)
            }
        }

        private mutating func note(
            _ result: AppendResult, _ producer: ProducerID? = nil, _ commit: Bool? = nil
        ) {
            model.entries.append(
                Entry(
                    first: result.baseOffset, next: result.lastOffset + 1, producer: producer, commit: commit)
            )
        }

        private mutating func random(from low: Offset, through high: Offset) -> Offset {
            Offset(Int64.random(in: low.rawValue...high.rawValue, using: &random))
        }

        private mutating func truncate() throws {
            _ = try log.truncate(to: random(from: committed, through: log.logEndOffset))
            let end = log.logEndOffset
            model.entries.removeAll { $0.next > end }
            committed = min(committed, end)
            noteSequences()
        }

        /// What was cut off is sent again.
        private mutating func noteSequences() {
            for producer in sequences.keys.sorted() {
                let last = log.producerState.producers[producer]?.batches.last?.lastSequence
                sequences[producer] = last.map { $0 + 1 } ?? 0
            }
        }

        /// All is committed before: of ends before the last snapshot nothing is known afterwards.
        private mutating func reopen(isClean: Bool) throws {
            committed = log.logEndOffset
            if isClean { try log.close() }
            let recoveryPoint = isClean ? 0 : log.durableEndOffset
            log = try bench.open(configuration, recoveryPoint: recoveryPoint, isClean: isClean).log
        }

        mutating func check() throws {
            let end = log.logEndOffset
            #expect(log.lastStableOffset(highWatermark: committed) == model.lastStable(committed))
            let start = random(from: 0, through: end)
            let stop = random(from: start, through: end)
            for (from, upTo) in [(start, stop), (0, end)] {
                let found = try log.abortedTransactions(from: from, upTo: upTo)
                #expect(Set(found.map(\.firstOffset)) == model.aborted(from: from, upTo: upTo))
                #expect(found.count == Set(found.map(\.lastOffset)).count)
            }
        }
    }

    @Test(arguments: UInt64(0)..<60)
    func `the log knows of transactions what a list of everything says`(_ seed: UInt64) throws {
        var run = try Run(seed: seed)
        for _ in 0..<120 {
            try run.step()
            try run.check()
        }
    }
}
