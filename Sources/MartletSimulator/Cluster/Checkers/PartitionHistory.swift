import MartletModel
import MartletRecords
import NIOCore

/// What became of one partition: what was sent to it, what was acknowledged, and what is committed, as
/// somebody saw it first.
struct PartitionHistory {
    struct Violation: Error {
        var checker: String
        var text: String
    }

    /// Who sent a value, and as the how manieth.
    private struct Sender {
        var producer: Int
        var number: Int
    }

    private var sent: [String: Sender] = [:]
    /// The values by their offsets.
    private(set) var committed: [String] = []
    private var offsets: [String: Offset] = [:]
    /// Up to where each producer's records are committed.
    private var lastNumbers: [Int: Int] = [:]
    private var acknowledged: [Offset: String] = [:]
    /// Acknowledged by what came after them: where they are nobody was told.
    private var implied: [String] = []
    /// The greatest that a leader had.
    private var highWatermark: Offset = 0
    private(set) var acknowledgedEnd: Offset = 0

    var committedEnd: Offset { Offset(Int64(committed.count)) }
    var acknowledgedCount: Int { acknowledged.count }

    mutating func sends(_ value: String, by producer: Int, number: Int) {
        sent[value] = Sender(producer: producer, number: number)
    }

    mutating func leaderHas(highWatermark: Offset) {
        self.highWatermark = max(self.highWatermark, highWatermark)
    }

    mutating func implies(_ values: [String]) { implied += values }

    /// A producer was told that its values are in the log from this offset on, by a leader that is there
    /// still or has gone, or is going: then nobody saw the last that it thought.
    mutating func acknowledges(
        _ values: [String], at start: Offset, isLeaderThere: Bool
    ) throws(Violation) {
        let end = start + Int64(values.count)
        if isLeaderThere, end > highWatermark {
            throw Violation(
                checker: "AcknowledgedIsForever",
                text: "\(values) are acknowledged at offset \(start), and no leader has committed more "
                    + "than \(highWatermark)")
        }
        for (index, value) in values.enumerated() {
            let offset = start + Int64(index)
            if let other = acknowledged[offset], other != value {
                throw Violation(
                    checker: "AcknowledgedIsForever",
                    text: "\(value) and \(other) are both acknowledged at offset \(offset)")
            }
            if offset < committedEnd, committed[Int(offset.rawValue)] != value {
                throw Violation(
                    checker: "AcknowledgedIsForever",
                    text: "\(value) is acknowledged at offset \(offset), where "
                        + "\(committed[Int(offset.rawValue)]) is committed")
            }
            acknowledged[offset] = value
            acknowledgedEnd = max(acknowledgedEnd, offset + 1)
        }
    }

    /// Somebody takes these batches for committed, from `start` to `end`.
    mutating func commits(
        _ bytes: ByteBuffer, from start: Offset, upTo end: Offset, seenBy observer: String
    ) throws(Violation) {
        var batches = RecordBatches(bytes)
        var next = start
        do {
            while let batch = try batches.next(), batch.header.baseOffset < end {
                try batch.checkCRC()
                if batch.header.isControl { continue }
                var records = try batch.records(decompressionLimit: 1 << 20)
                while let record = try records.next() {
                    guard record.offset >= start, record.offset < end else { continue }
                    guard record.offset == next else {
                        throw Violation(
                            checker: "AcknowledgedIsForever",
                            text: "\(observer) has \(record.offset) where \(next) should be")
                    }
                    next = record.offset + 1
                    let value = String(buffer: record.value ?? ByteBuffer())
                    try commits(value, at: record.offset, observer)
                }
            }
        } catch let violation as Violation {
            throw violation
        } catch {
            throw Violation(
                checker: "CorruptIsNeverServed", text: "\(observer) has damage after \(next): \(error)")
        }
    }

    private mutating func commits(
        _ value: String, at offset: Offset, _ observer: String
    ) throws(Violation) {
        if offset < committedEnd {
            let known = committed[Int(offset.rawValue)]
            guard known != value else { return }
            throw Violation(
                checker: "ReplicasAgreeBelowHighWatermark",
                text: "\(observer) has \(value) at \(offset), where \(known) is committed")
        }
        guard offset == committedEnd else {
            throw Violation(
                checker: "ReplicasAgreeBelowHighWatermark",
                text: "\(observer) begins at \(offset), and only \(committedEnd) are known")
        }
        guard let sender = sent[value] else {
            throw Violation(
                checker: "NothingInvented", text: "\(observer) has \(value) at \(offset), which nobody sent")
        }
        if let other = offsets[value] {
            throw Violation(
                checker: "AcknowledgedIsForever",
                text: "\(observer) has \(value) twice, at \(other) and \(offset)")
        }
        if let last = lastNumbers[sender.producer], sender.number != last + 1 {
            throw Violation(
                checker: "AcknowledgedIsForever",
                text: "\(observer) has \(value) at \(offset), behind number \(last) of its producer")
        }
        if let known = acknowledged[offset], known != value {
            throw Violation(
                checker: "AcknowledgedIsForever",
                text: "\(observer) has \(value) at \(offset), where \(known) is acknowledged")
        }
        committed.append(value)
        offsets[value] = offset
        lastNumbers[sender.producer] = sender.number
    }

    /// Everything that was acknowledged is committed, where it was acknowledged.
    func checkAcknowledged() throws(Violation) {
        for (offset, value) in acknowledged.sorted(by: { $0.key < $1.key }) {
            guard offset < committedEnd, committed[Int(offset.rawValue)] == value else {
                throw Violation(
                    checker: "AcknowledgedIsForever",
                    text: "\(value) was acknowledged at \(offset), and is not there")
            }
        }
        if let lost = implied.first(where: { offsets[$0] == nil }) {
            throw Violation(
                checker: "AcknowledgedIsForever",
                text: "\(lost) was acknowledged by what came after it, and is not there")
        }
    }
}
