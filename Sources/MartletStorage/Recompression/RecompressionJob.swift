import MartletModel
import MartletRecords
import NIOCore

/// Rewrites one sealed segment with other compression. Offsets, batch boundaries and records stay as they
/// are; who reads the segment meanwhile reads on from the old file.
package struct RecompressionJob: Sendable {
    /// A segment that gets smaller by less than one part in so many is left as it is.
    static let worthwhileParts: Int64 = 20

    let rewrite: SegmentRewrite
    package let setting: RecompressionSetting
    let indexIntervalBytes: Int64
    let hasAborts: Bool

    package var baseOffset: Offset { rewrite.baseOffset }
    package var byteCount: Int64 { rewrite.byteCount }

    /// On a storage thread. If the outcome says so, a new segment is durable and in its place when this
    /// returns; in all other cases the old one is untouched, and no trace is left. Nil: the job is not wanted
    /// any more.
    ///
    /// Every batch's checksum is checked; a bad one ends the job with `StorageError.corrupt`.
    package func run(pace: any IOPace) throws(StorageError) -> RecompressionOutcome? {
        let recompressor = BatchRecompressor(setting)
        do throws(StorageError) {
            guard let sample = try RecompressionSample(of: self, recompressor, pace: pace) else { return nil }
            let estimate = sample.uncompressedByteCount(ofSegment: byteCount)
            guard isWorthwhile(Int64(sample.recompressedByteCount), than: Int64(sample.byteCount)) else {
                return left(estimate)
            }
            return try rewriteAll(recompressor, pace, estimate)
        } catch {
            // Kafka's older formats may still be there; they stay.
            guard case .unsupported = error else { throw error }
            return left(byteCount)
        }
    }

    private func isWorthwhile(_ new: Int64, than old: Int64) -> Bool {
        (old - new) * Self.worthwhileParts >= old && new < old
    }

    private func left(_ uncompressedByteCount: Int64) -> RecompressionOutcome {
        RecompressionOutcome(
            isRewritten: false, byteCountBefore: byteCount, byteCount: byteCount,
            uncompressedByteCount: uncompressedByteCount)
    }

    private func rewriteAll(
        _ recompressor: BatchRecompressor, _ pace: any IOPace, _ estimate: Int64
    ) throws(StorageError) -> RecompressionOutcome? {
        let written: Written
        do throws(StorageError) { written = try writeReplacement(recompressor, pace) } catch {
            try? rewrite.discard()
            throw error
        }
        switch written {
        case .cancelled:
            try rewrite.discard()
            return nil
        case .notWorthwhile:
            try rewrite.discard()
            return left(estimate)
        case .replacement(let replacement, let uncompressedByteCount):
            // What it leaves when it throws must not be touched.
            try rewrite.swapIn(replacement)
            return RecompressionOutcome(
                isRewritten: true, byteCountBefore: byteCount, byteCount: replacement.byteCount,
                uncompressedByteCount: uncompressedByteCount)
        }
    }

    private enum Written {
        case cancelled
        case notWorthwhile
        case replacement(ReplacementSegment, uncompressedByteCount: Int64)
    }

    private func writeReplacement(
        _ recompressor: BatchRecompressor, _ pace: any IOPace
    ) throws(StorageError) -> Written {
        var writer = try ReplacementWriter(rewrite, indexIntervalBytes: indexIntervalBytes)
        guard let uncompressed = try write(into: &writer, recompressor, pace) else { return .cancelled }
        guard isWorthwhile(writer.byteCount, than: byteCount) else { return .notWorthwhile }
        let replacement = try writer.finish(
            aborted: hasAborts ? try rewrite.abortedTransactions(of: rewrite.sources[0]) : [])
        return rewrite.isCancelled
            ? .cancelled : .replacement(replacement, uncompressedByteCount: uncompressed)
    }

    /// Returns what the batches would take without compression; nil when the job is not wanted any more.
    private func write(
        into writer: inout ReplacementWriter, _ recompressor: BatchRecompressor, _ pace: any IOPace
    ) throws(StorageError) -> Int64? {
        let log = try openLog()
        var reader = BatchReader(log, upTo: byteCount)
        var written = 0
        var uncompressed: Int64 = 0
        var position: Int64 = 0
        while let batch = try reader.next() {
            // No checksum covers the offset.
            guard batch.header.baseOffset >= writer.nextOffset, batch.header.lastOffset < rewrite.nextOffset
            else { throw .corrupt(path: log.path, position: position, reason: Self.misplaced(batch.header)) }
            position += Int64(batch.header.byteCount)
            let recompressed = recompressor.recompress(batch)
            let kept = recompressed.batch ?? batch
            try writer.append(kept)
            uncompressed += Int64(recompressed.uncompressedByteCount(of: batch))
            written += kept.header.byteCount
            let read = reader.takeReadByteCount()
            guard read > 0 else { continue }
            guard pace.moved(byteCount: read + written), !rewrite.isCancelled else { return nil }
            written = 0
        }
        return pace.moved(byteCount: written) && !rewrite.isCancelled ? uncompressed : nil
    }

    private static func misplaced(_ header: BatchHeader) -> String {
        "the batch with the offsets \(header.baseOffset) to \(header.lastOffset) is out of order"
    }

    /// What is read once must not drive out of the page cache what others read.
    func openLog() throws(StorageError) -> any File {
        ColdReads(try open(.log))
    }

    func open(_ kind: SegmentFile) throws(StorageError) -> any File {
        try rewrite.open(kind, of: rewrite.sources[0])
    }
}

/// What a job has come to.
package struct RecompressionOutcome: Sendable, Equatable {
    /// False where the segment would not have got much smaller, or was recompressed before.
    package let isRewritten: Bool
    /// Of the segment's records.
    package let byteCountBefore: Int64
    package let byteCount: Int64
    /// What they would take without compression, an estimate where the segment was left.
    package let uncompressedByteCount: Int64
}

/// A codec at a level, and its memory.
struct BatchRecompressor {
    /// What one batch may inflate to and still be rewritten.
    private static let decompressionLimit = 256 << 20

    private let setting: RecompressionSetting
    // High levels need much memory, and long to set it up: it stays for as long as the job runs.
    private let workspace = CodecWorkspace(maxKeptByteCount: .max)

    init(_ setting: RecompressionSetting) {
        self.setting = setting
    }

    /// A batch that the codec fails on stays as it is.
    func recompress(_ batch: RecordBatch) -> RecordBatch.Recompressed {
        do throws(RecordsError) {
            return try batch.recompressed(
                with: setting.compression, level: setting.level,
                decompressionLimit: Self.decompressionLimit, workspace: workspace)
        } catch {
            return RecordBatch.Recompressed()
        }
    }
}
