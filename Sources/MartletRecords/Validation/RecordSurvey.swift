import MartletModel
import NIOCore

/// One pass over the records of a produced batch, in place, without an allocation unless a record is refused.
struct RecordSurvey {
    private typealias RecordError = ProduceValidation.Rejection.RecordError

    private(set) var maxTimestamp = Timestamp.none
    private(set) var indexOfMaxTimestamp: Int32 = 0
    /// Whether the offset deltas are 0, 1, 2, …
    private(set) var hasRegularOffsets = true

    private let requiresKeys: Bool
    private let baseTimestamp: Timestamp
    /// What a record's timestamp may be, beside none.
    private let timestamps: ClosedRange<Int64>
    private var refusals: [RecordError] = []
    private var refusalCount = 0
    private var hasRefusedTimestamp = false

    /// A batch can hold far more records than a response should carry errors.
    private static let maxRefusals = 1_000

    /// Throws when the records' structure is damaged; what the topic refuses becomes a `rejection`.
    init(
        _ area: ByteBuffer, header: BatchHeader, rules: ProduceValidation.Rules, now: Timestamp
    ) throws(RecordsError) {
        requiresKeys = rules.isCompacted
        baseTimestamp = header.baseTimestamp
        timestamps = Self.timestamps(rules: rules, now: now)
        try area.withUnsafeReadableBytes { (bytes) throws(RecordsError) in
            try survey(bytes, count: header.recordsCount)
        }
    }

    private static func timestamps(rules: ProduceValidation.Rules, now: Timestamp) -> ClosedRange<Int64> {
        guard rules.timestampType == .createTime else { return Int64.min...Int64.max }
        let earliest = now.rawValue.subtractingReportingOverflow(rules.timestampBeforeMaxMilliseconds)
        let latest = now.rawValue.addingReportingOverflow(rules.timestampAfterMaxMilliseconds)
        let unlimited = rules.timestampBeforeMaxMilliseconds == Int64.max
        let lower = unlimited || earliest.overflow ? Int64.min : earliest.partialValue
        let upper = latest.overflow ? Int64.max : latest.partialValue
        return lower...max(lower, upper)
    }

    private mutating func survey(_ bytes: UnsafeRawBufferPointer, count: Int32) throws(RecordsError) {
        guard let base = bytes.baseAddress else {
            throw .damagedRecord(index: 0, .missing)
        }
        var position = 0
        var layout = RecordLayout()
        let allowed = timestamps
        var index: Int32 = 0
        while index < count {
            do throws(RecordFault) {
                try layout.read(base, &position, end: bytes.count)
            } catch {
                throw .damagedRecord(index: Int(index), error)
            }
            if layout.offsetDelta != index { hasRegularOffsets = false }
            let timestamp = baseTimestamp + layout.timestampDelta
            if timestamp > maxTimestamp {
                maxTimestamp = timestamp
                indexOfMaxTimestamp = index
            }
            if requiresKeys, !layout.hasKey {
                refuse(index, "A compacted topic takes no record without a key.")
            } else if !allowed.contains(timestamp.rawValue), timestamp != .none {
                hasRefusedTimestamp = true
                refuse(
                    index,
                    "Timestamp \(timestamp) is not within \(allowed.lowerBound) and \(allowed.upperBound).")
            }
            index += 1
        }
        guard position == bytes.count else { throw .bytesAfterLastRecord(bytes.count - position) }
    }

    private mutating func refuse(_ index: Int32, _ message: @autoclosure () -> String) {
        refusalCount += 1
        if refusals.count < Self.maxRefusals {
            refusals.append(RecordError(batchIndex: index, message: message()))
        }
    }

    /// As in Kafka one refused timestamp decides the code for the whole batch.
    var rejection: ProduceValidation.Rejection? {
        guard let first = refusals.first else { return nil }
        let rest = refusalCount == 1 ? "" : " (\(refusalCount) records are refused; this is the first.)"
        return ProduceValidation.Rejection(
            hasRefusedTimestamp ? .invalidTimestamp : .invalidRecord,
            "Record \(first.batchIndex) of the batch: \(first.message)\(rest)", recordErrors: refusals)
    }
}
