import MartletModel

/// Consecutive sealed segments that a job in the background has to itself: nobody else changes their files or
/// names until the owner of the log takes them back.
///
/// `beginRewrite` → on a storage thread, for each part that is to be replaced: `ReplacementWriter`, then
/// `swapIn` → `endRewrite`, also after an error.
package struct SegmentRewrite: Sendable {
    package struct Source: Sendable, Equatable {
        package var baseOffset: Offset
        /// Where the next segment begins.
        package var nextOffset: Offset
        package var byteCount: Int64

        package init(baseOffset: Offset, nextOffset: Offset, byteCount: Int64) {
            self.baseOffset = baseOffset
            self.nextOffset = nextOffset
            self.byteCount = byteCount
        }
    }

    package let directory: String
    package let fileSystem: GuardedFileSystem
    /// At least one, in the order of their offsets.
    package let sources: [Source]
    let hold: RewriteHold
    let files: LogFiles

    /// The log's owner wants its segments back: stop, and remove what was written.
    package var isCancelled: Bool { hold.isCancelled }
    package var baseOffset: Offset { sources[0].baseOffset }
    package var nextOffset: Offset { sources[sources.count - 1].nextOffset }
    package var byteCount: Int64 { sources.reduce(0) { $0 + $1.byteCount } }

    /// Some of the sources, to be replaced by one segment.
    package func part(_ sources: ArraySlice<Source>) -> SegmentRewrite {
        SegmentRewrite(
            directory: directory, fileSystem: fileSystem, sources: Array(sources), hold: hold,
            files: files)
    }

    package func path(_ file: SegmentFile, of source: Source) -> String {
        path(file, source.baseOffset)
    }

    func path(_ file: SegmentFile, _ offset: Offset) -> String {
        "\(directory)/\(file.name(offset))"
    }

    func open(_ kind: SegmentFile, of source: Source) throws(StorageError) -> any File {
        let file = try fileSystem.open(path(kind, of: source), .read)
        return kind == .log ? files.watched(file, source.baseOffset) : file
    }

    /// What the transaction index of a source says. In a replacement that has the same offsets it holds as
    /// well.
    func abortedTransactions(of source: Source) throws(StorageError) -> [AbortedTransaction] {
        let file = try open(.transactionIndex, of: source)
        let bytes = try file.read(at: 0, count: Int(try file.byteCount()))
        guard
            let index = TransactionIndex(
                baseOffset: source.baseOffset, decoding: bytes, nextOffset: source.nextOffset)
        else {
            throw .corrupt(path: file.path, position: 0, reason: "the entries are not those of the segment")
        }
        return Array(index.entries)
    }
}

/// The segment that takes the place of a rewrite's sources. Its files have the suffix `.cleaned`, and are
/// durable.
package struct ReplacementSegment: Sendable {
    package let baseOffset: Offset
    package let byteCount: Int64
    let greatest: TimestampOffset
    /// The files that it has.
    let files: [SegmentFile]
}

/// What `swapIn` leaves for the log's owner to take note of.
struct SwappedSegments: Sendable {
    let replacement: ReplacementSegment
    let sources: [SegmentRewrite.Source]
    /// The sources, under their new names.
    let retired: [RetiredSegment]
}
