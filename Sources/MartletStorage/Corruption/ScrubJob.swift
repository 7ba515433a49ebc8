import MartletModel
import MartletRecords
import NIOCore

/// Reads one segment and checks every batch, and that the indexes agree with them.
package struct ScrubJob: Sendable {
    package let topicPartition: TopicPartition
    /// What is read, of the active segment the part that is on disk.
    package let byteCount: Int64
    /// This is the last segment: with it every byte of the log was checked once more.
    package let completesRound: Bool

    let frame: SegmentFrame
    /// To tell whether the segment is still the one that was read when the outcome comes back.
    let truncations: Int
    let replacements: Int
    let segmentByteCount: Int64
    private let directory: String
    private let fileSystem: any FileSystem
    private let files: LogFiles
    private let hasIndexes: Bool

    init(
        of log: PartitionLog, segment index: Int, upTo end: Int64, frame: SegmentFrame, completesRound: Bool
    ) {
        topicPartition = log.topicPartition
        byteCount = end
        self.completesRound = completesRound
        self.frame = frame
        truncations = log.truncations
        replacements = log.replacements
        segmentByteCount = log.byteCount(ofSegment: index)
        directory = log.directory
        fileSystem = log.fileSystem
        files = log.files
        // Those of the active segment are in memory, and their files are of the past.
        hasIndexes = index < log.sealed.count
    }

    /// Changes nothing. Bytes that nobody had read lately do not stay in the page cache. Nil when the pace
    /// says to stop, or the segment has gone.
    package func run(pace: any IOPace) throws(StorageError) -> ScrubOutcome? {
        guard let file = try openIfThere(.log) else { return nil }
        // It was cut since: somebody truncates the log, and the outcome would be of no use.
        if try file.byteCount() < byteCount { return nil }
        let files = hasIndexes ? try IndexFiles(of: self) : IndexFiles(offsets: nil, times: nil)
        var indexes = IndexCheck(frame.baseOffset, files)
        var outcome = ScrubOutcome(byteCount: byteCount)
        var check = SegmentCheck(ColdReads(file), upTo: byteCount, frame: frame)
        var reported: Int64 = 0
        while true {
            if check.position - reported >= Int64(SegmentScanner.checkChunkByteCount) {
                guard pace.moved(byteCount: Int(check.position - reported)) else { return nil }
                reported = check.position
            }
            switch try check.next() {
            case .end:
                guard pace.moved(byteCount: Int(byteCount - reported)) else { return nil }
                outcome.indexFaults = indexes.finish(isComplete: hasIndexes)
                return outcome
            case .batch(let batch):
                outcome.batchCount += 1
                indexes.batch(batch)
            case .otherEpoch(let batch, let expected):
                outcome.batchCount += 1
                outcome.epochDisagreements.append(
                    .init(
                        offset: batch.header.baseOffset, epoch: batch.header.partitionLeaderEpoch,
                        expected: expected))
                indexes.batch(batch)
            case .damage(let range):
                outcome.corruptRanges.append(range)
                indexes.damage(range)
            }
        }
    }

    func openIfThere(_ kind: SegmentFile) throws(StorageError) -> (any File)? {
        do throws(StorageError) {
            let file = try fileSystem.open("\(directory)/\(kind.name(frame.baseOffset))", .read)
            return kind == .log ? files.watched(file, frame.baseOffset) : file
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }
}

/// What a scrub has found.
package struct ScrubOutcome: Sendable, Equatable {
    package var byteCount: Int64
    package var batchCount = 0
    package var corruptRanges: [CorruptRange] = []
    /// An index that is wrong costs time, no records: look-ups notice, and read the segment from its start.
    package var indexFaults: [IndexFault] = []
    package var epochDisagreements: [EpochDisagreement] = []

    package init(byteCount: Int64) {
        self.byteCount = byteCount
    }

    package struct EpochDisagreement: Sendable, Equatable {
        package var offset: Offset
        package var epoch: LeaderEpoch
        package var expected: LeaderEpoch

        package init(offset: Offset, epoch: LeaderEpoch, expected: LeaderEpoch) {
            self.offset = offset
            self.epoch = epoch
            self.expected = expected
        }
    }
}

extension PartitionLog {
    /// The next segment's turn to be read: one after the other, the active one last, as far as it is on disk;
    /// then the first again. Nil when there is nothing on disk.
    package func planScrub() -> ScrubJob? {
        if byteCount == 0 { return nil }
        let index = (0..<segmentCount).first { baseOffset(ofSegment: $0) >= scrubCursor } ?? 0
        guard let job = scrubJob(ofSegment: index) ?? scrubJob(ofSegment: 0) else { return nil }
        scrubCursor = job.frame.baseOffset + 1
        return job
    }

    private func scrubJob(ofSegment index: Int) -> ScrubJob? {
        if index < sealed.count {
            // The active segment has nothing durable: this is the last that can be read.
            let isLast = index == sealed.count - 1 && durableEndOffset <= active.baseOffset
            return ScrubJob(
                of: self, segment: index, upTo: sealed[index].byteCount, frame: frame(ofSegment: index),
                completesRound: isLast)
        }
        guard durableEndOffset > active.baseOffset else { return nil }
        var frame = frame(ofSegment: index)
        var end = active.byteCount
        if durableEndOffset < active.nextOffset {
            // What follows may still be on its way to the disk, or be cut.
            guard let found = try? find(durableEndOffset, inSegment: index), found.position > 0 else {
                return nil
            }
            end = found.position
            frame.nextOffset = durableEndOffset
        }
        return ScrubJob(of: self, segment: index, upTo: end, frame: frame, completesRound: true)
    }

    /// Quarantines what a scrub has found, and returns what of it is news. The outcome of a segment that was
    /// cut or replaced since is of no use, and forgotten.
    package func finish(_ job: ScrubJob, _ outcome: ScrubOutcome) -> [CorruptRange] {
        isOfThisLog(job) ? outcome.corruptRanges.filter { quarantine($0) } : []
    }

    /// Ends the quarantine of what a scrub has found to be sound: somebody read it wrong once, and what is on
    /// the disk is right. Returns what that was.
    package func lift(after job: ScrubJob, _ outcome: ScrubOutcome) -> [CorruptRange] {
        guard isOfThisLog(job) else { return [] }
        let sound = corruptRanges.filter { known in
            known.segment == job.frame.baseOffset && known.positions.upperBound <= job.byteCount
                && !outcome.corruptRanges.contains { $0.positions.overlaps(known.positions) }
        }
        corruptRanges.removeAll { sound.contains($0) }
        return sound
    }

    private func isOfThisLog(_ job: ScrubJob) -> Bool {
        let index = segmentIndex(for: job.frame.baseOffset)
        // What a rewrite may have swapped in already is not known before it ends.
        return job.truncations == truncations && job.replacements == replacements
            && !isRewriting(job.frame.baseOffset) && baseOffset(ofSegment: index) == job.frame.baseOffset
            && byteCount(ofSegment: index) >= job.segmentByteCount
    }
}
