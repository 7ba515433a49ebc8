import MartletModel

/// The files of a segment: their names are the segment's base offset in 20 digits and a suffix.
package enum SegmentFile: String, Sendable, CaseIterable {
    case log = ".log"
    case offsetIndex = ".index"
    case timeIndex = ".timeindex"
    case transactionIndex = ".txnindex"
    /// Producer state before the offset in its name. Belongs to a log more than to a segment: the newest one
    /// may be named after the log end.
    case producerSnapshot = ".snapshot"

    /// Appended to the whole name of a file that is about to be removed.
    package static let deletedSuffix = ".deleted"
    /// Appended to the names of files that compaction writes, and that do not count yet.
    package static let cleanedSuffix = ".cleaned"
    /// Appended to the names of files that are to replace others, and count.
    package static let swapSuffix = ".swap"

    /// Offsets beyond this come from a damaged name or checkpoint: no log grows so long, and counting on from
    /// them would run out of numbers.
    package static let greatestOffset = Offset(Int64.max / 2)

    private static let digitCount = 20

    /// The file's name without its directory.
    package func name(_ offset: Offset) -> String {
        let digits = String(offset.rawValue)
        return String(repeating: "0", count: max(0, Self.digitCount - digits.utf8.count)) + digits + rawValue
    }

    /// The file and its offset; nil for a name that is none of a segment's.
    package static func parse(_ name: String) -> (file: SegmentFile, offset: Offset)? {
        let bytes = name.utf8
        guard bytes.count > digitCount, let first = bytes.first, first != UInt8(ascii: "+") else {
            return nil
        }
        let dot = bytes.index(bytes.startIndex, offsetBy: digitCount)
        guard bytes[dot] == UInt8(ascii: "."), let offset = Int64(name[..<dot]),
            (0...Self.greatestOffset.rawValue).contains(offset),
            let file = SegmentFile(rawValue: String(name[dot...]))
        else { return nil }
        return (file, Offset(offset))
    }
}
