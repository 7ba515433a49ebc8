import MartletModel

extension SnapshotID {
    private static let suffix = ".checkpoint"
    /// Of a file that is written or downloaded; what a crash leaves of it goes at the next start.
    static let partSuffix = ".checkpoint.part"
    static let deletedSuffix = ".checkpoint.deleted"
    private static let (offsetDigits, epochDigits) = (20, 10)

    /// `<20-digit offset>-<10-digit epoch>.checkpoint`.
    package var fileName: String { stem + Self.suffix }
    var partName: String { stem + Self.partSuffix }

    private var stem: String {
        Self.padded(endOffset.description, Self.offsetDigits) + "-"
            + Self.padded(epoch.description, Self.epochDigits)
    }

    private static func padded(_ digits: String, _ count: Int) -> String {
        String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    /// Nil for a name that no finished snapshot has.
    package init?(fileName: String) {
        guard fileName.hasSuffix(Self.suffix) else { return nil }
        let parts = fileName.dropLast(Self.suffix.utf8.count).split(separator: "-")
        guard parts.count == 2, parts[0].utf8.count == Self.offsetDigits,
            parts[1].utf8.count == Self.epochDigits, let offset = Int64(parts[0]),
            let epoch = Int32(parts[1]), offset >= 0, epoch >= 0
        else { return nil }
        self.init(endOffset: Offset(offset), epoch: LeaderEpoch(epoch))
    }

    /// A file that is of no use after a crash.
    static func isLeftOver(_ name: String) -> Bool {
        name.hasSuffix(partSuffix) || name.hasSuffix(deletedSuffix)
            || name == QuorumState.fileName + ".tmp"
    }
}
