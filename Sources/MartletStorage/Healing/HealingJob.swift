import MartletModel
import MartletRecords
import NIOCore

/// Rewrites one sealed segment with another replica's batches in the place of what is corrupt. All other
/// batches stay as they are; who reads the segment meanwhile reads on from the old file.
package struct HealingJob: Sendable {
    let rewrite: SegmentRewrite
    /// Complete, in the order of their positions, and all that is known to be corrupt in the segment.
    let patches: [CorruptRangePatch]
    let indexIntervalBytes: Int64
    let hasAborts: Bool

    package var baseOffset: Offset { rewrite.baseOffset }
    package var ranges: [CorruptRange] { patches.map(\.range) }

    /// On a background thread. When this returns an outcome a segment without the damage is durable, and in
    /// the place of the old one, which was either there or replaced whenever a crash came. Nil: the job is
    /// not wanted any more. Then, and after an error, the old one is untouched.
    ///
    /// The checksums of all batches are checked: further damage ends the job with `StorageError.corrupt`.
    package func run(pace: any IOPace) throws(StorageError) -> HealingOutcome? {
        let replacement: ReplacementSegment?
        do throws(StorageError) { replacement = try writeReplacement(pace) } catch {
            try? rewrite.discard()
            throw error
        }
        guard let replacement else {
            try rewrite.discard()
            return nil
        }
        // What it leaves when it throws must not be touched.
        try rewrite.swapIn(replacement)
        return HealingOutcome(byteCount: replacement.byteCount)
    }

    private func writeReplacement(_ pace: any IOPace) throws(StorageError) -> ReplacementSegment? {
        var writer = try ReplacementWriter(rewrite, indexIntervalBytes: indexIntervalBytes)
        // What is read once must not drive out of the page cache what others read.
        let log = ColdReads(try rewrite.open(.log, of: rewrite.sources[0]))
        var position: Int64 = 0
        for patch in patches {
            guard try copy(log, from: position, upTo: patch.range.position, into: &writer, pace) else {
                return nil
            }
            for batch in patch.batches { try writer.append(batch) }
            guard pace.moved(byteCount: patch.byteCount) else { return nil }
            position = patch.range.positions.upperBound
        }
        guard try copy(log, from: position, upTo: rewrite.byteCount, into: &writer, pace) else { return nil }
        // All of it may be below the log start; then nothing is left to heal.
        guard writer.nextOffset > rewrite.baseOffset else { return nil }
        let aborted = hasAborts ? try rewrite.abortedTransactions(of: rewrite.sources[0]) : []
        let replacement = try writer.finish(aborted: aborted)
        return rewrite.isCancelled ? nil : replacement
    }

    /// False when the job is not wanted any more.
    private func copy(
        _ log: any File, from start: Int64, upTo end: Int64, into writer: inout ReplacementWriter,
        _ pace: any IOPace
    ) throws(StorageError) -> Bool {
        var reader = BatchReader(log, from: start, upTo: end)
        var position = start
        while let batch = try reader.next() {
            // No checksum covers the offset.
            guard batch.header.baseOffset >= writer.nextOffset, batch.header.lastOffset < rewrite.nextOffset
            else {
                let reason = "the batch at offset \(batch.header.baseOffset) is out of order"
                throw .corrupt(path: log.path, position: position, reason: reason)
            }
            position += Int64(batch.header.byteCount)
            try writer.append(batch)
            let read = reader.takeReadByteCount()
            if read > 0, !pace.moved(byteCount: 2 * read) || rewrite.isCancelled { return false }
        }
        return true
    }
}

/// What a job has come to.
package struct HealingOutcome: Sendable, Equatable {
    /// What the segment takes now.
    package let byteCount: Int64
}

extension PartitionLog {
    /// The patches that would heal a segment, all empty yet; none if nothing in it is known to be corrupt.
    package func emptyPatches(ofSegment base: Offset) -> [CorruptRangePatch] {
        let frame = frame(ofSegment: segmentIndex(for: base))
        return corruptRanges.filter { $0.segment == base }.map {
            CorruptRangePatch($0, frame: frame, logStartOffset: logStartOffset)
        }
    }

    /// The first range that is corrupt and not deleted yet.
    package var firstCorruptRange: CorruptRange? {
        corruptRanges.first { $0.offsets.upperBound > logStartOffset }
    }

    /// Whether the segment is the one that is written to, which cannot be replaced.
    package func isActive(segment base: Offset) -> Bool { active.baseOffset == base }

    /// A job that heals a segment with these complete patches. It ends with `finish` or `abandon`. Nil if it
    /// cannot begin now: another rewrite is under way, or the segment is not durable; or not at all, as other
    /// ranges are corrupt by now than the patches are for.
    package func planHealing(with patches: [CorruptRangePatch]) throws(StorageError) -> HealingJob? {
        guard let base = patches.first?.range.segment, patches.allSatisfy(\.isComplete), !isRewriting,
            patches.map(\.range) == corruptRanges.filter({ $0.segment == base }),
            let index = sealed.firstIndex(where: { $0.baseOffset == base }), index < rewritableSegmentCount
        else { return nil }
        return HealingJob(
            rewrite: try beginRewrite(of: index..<index + 1), patches: patches,
            indexIntervalBytes: configuration.indexIntervalBytes, hasAborts: sealed[index].hasAborts)
    }

    /// Takes the healed segment into the log. The caller removes the old one's files after
    /// `file.delete.delay.ms`.
    package func finish(_ job: HealingJob) -> [RetiredSegment] {
        endRewrite(job.rewrite)
    }

    /// Takes the segment back, after an error or when the job was cancelled.
    package func abandon(_ job: HealingJob) -> [RetiredSegment] {
        endRewrite(job.rewrite)
    }
}
