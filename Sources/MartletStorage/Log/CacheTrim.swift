import MartletModel

/// Lets go of what a log has in the page cache, but for its end: nobody reads a follower's log, and the
/// memory that it takes is missing where something is read. It can run on any thread.
package struct CacheTrim: Sendable {
    /// What is let go of ends at such a boundary, so that no page stays because half of it was to be kept.
    static let alignment: Int64 = 64 << 10

    struct Piece: Sendable, Equatable {
        let segment: Offset
        let range: Range<Int64>
    }

    /// On their way to the disk from now on: pages that are not there yet stay in memory.
    let written: [Piece]
    let dropped: [Piece]
    private let directory: String
    private let fileSystem: GuardedFileSystem

    init(written: [Piece], dropped: [Piece], of log: PartitionLog) {
        self.written = written
        self.dropped = dropped
        directory = log.directory
        fileSystem = log.fileSystem
    }

    package func run() {
        for piece in written { advise(piece) { .writeBack($0) } }
        for piece in dropped { advise(piece) { .dontNeed($0) } }
    }

    /// A segment may be gone by now; what stays in memory costs nothing else.
    private func advise(_ piece: Piece, _ advice: (Range<Int64>) -> PageCacheAdvice) {
        let path = "\(directory)/\(SegmentFile.log.name(piece.segment))"
        try? fileSystem.open(path, .read).advise(advice(piece.range))
    }
}

/// Up to where the page cache of a log was looked after.
struct CacheTrimState {
    struct Place: Equatable {
        var segment: Offset
        var position: Int64
    }

    /// Everything before stays as it is.
    let start: Place
    /// Everything before is on its way to the disk, or there.
    var written: Place
    /// Everything before was let go of, or stays.
    var dropped: Place

    init(at place: Place) {
        start = place
        written = place
        dropped = place
    }
}

extension PartitionLog {
    /// Whatever is in the page cache now stays there for as long as the kernel likes.
    package func keepCache() {
        cacheTrim = CacheTrimState(at: .init(segment: active.baseOffset, position: active.byteCount))
    }

    /// What to let go of so that of all that was appended since `keepCache` only the last `keptBytes` stay in
    /// memory.
    ///
    /// - Parameter writesBack: the records are not synced as they come, so that writing has to be asked for.
    package func trimCache(keeping keptBytes: Int64, writesBack: Bool) -> CacheTrim {
        let written = writesBack ? pieces(from: cacheTrim.written, keeping: 0) : []
        cacheTrim.written = .init(segment: active.baseOffset, position: active.byteCount)
        // What was not on disk the last time is tried once more.
        var start = cacheTrim.dropped
        let least = start.segment == cacheTrim.start.segment ? cacheTrim.start.position : 0
        start.position = max(least, start.position - keptBytes)
        let dropped = pieces(from: start, keeping: keptBytes)
        if let last = dropped.last {
            cacheTrim.dropped = .init(segment: last.segment, position: last.range.upperBound)
            if last.segment == active.baseOffset { active.noteDropped(before: last.range.upperBound) }
        }
        return CacheTrim(written: written, dropped: dropped, of: self)
    }

    /// All from `place` on but for the log's last `keptBytes`.
    private func pieces(from place: CacheTrimState.Place, keeping keptBytes: Int64) -> [CacheTrim.Piece] {
        var index = segmentCount - 1
        var following = byteCount(ofSegment: index)
        while index > 0, baseOffset(ofSegment: index) > place.segment {
            index -= 1
            following += byteCount(ofSegment: index)
        }
        var pieces: [CacheTrim.Piece] = []
        for index in index..<segmentCount {
            let (segment, count) = (baseOffset(ofSegment: index), byteCount(ofSegment: index))
            following -= count
            let start = segment == place.segment ? place.position : 0
            var end = min(count, count + following - keptBytes)
            if end < count { end = end / CacheTrim.alignment * CacheTrim.alignment }
            if start < end { pieces.append(.init(segment: segment, range: start..<end)) }
            if end < count { break }
        }
        return pieces
    }
}
