import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// A log that was opened after a crash, and what it was before, for the checkers to compare.
struct RestartedLog {
    let name: TopicPartition
    let model: PartitionModel
    let log: PartitionLog
    let process: StorageProcess
    /// All batches that the log has, from its start on, as a reader gets them; each with a good checksum.
    let batches: [RecordBatch]

    var history: LogHistory { model.history }

    init(_ name: TopicPartition, _ model: PartitionModel, _ log: PartitionLog, _ process: StorageProcess)
        throws
    {
        self.name = name
        self.model = model
        self.log = log
        self.process = process
        batches = try Self.read(log)
    }

    private static func read(_ log: PartitionLog) throws -> [RecordBatch] {
        var found: [RecordBatch] = []
        var next = log.logStartOffset
        while let slice = try log.read(
            from: next, upTo: log.logEndOffset, maxBytes: 1 << 16, minOneBatch: true)
        {
            var batches = RecordBatches(try slice.read())
            while let batch = try batches.next() {
                try batch.checkCRC()
                found.append(batch)
                next = batch.header.nextOffset
            }
        }
        return found
    }
}

/// A proposition that must hold of every log after every crash.
protocol StorageChecker: Sendable {
    /// What contradicts the proposition, in a line each.
    static func faults(of restarted: RestartedLog) throws -> [String]
}

/// All propositions about a log.
enum StorageCheckers {
    static let all: [any StorageChecker.Type] = [
        DurableMeansThere.self, NothingInvented.self, OffsetsHaveNoHoles.self, DeletedStaysDeleted.self,
        IndexesAgreeWithLog.self, ProducerStateMatchesLog.self, EpochsMatchLog.self,
        CheckpointsNeverLead.self,
    ]
}

/// A proposition that did not hold.
package struct StorageViolation: Error, Equatable, CustomStringConvertible {
    package var checker: String
    package var partition: String
    package var text: String

    package var description: String { "\(checker): \(partition): \(text)" }

    func later(_ when: String) -> StorageViolation {
        StorageViolation(checker: checker, partition: partition, text: "\(text), \(when)")
    }
}

/// Where a number of offsets lies, for messages.
func span(_ batch: RecordBatch) -> String {
    "\(batch.header.baseOffset)...\(batch.header.lastOffset)"
}
