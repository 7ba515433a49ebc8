import MartletModel
import NIOCore

/// A file's bytes as its readers see them, and what of them a power cut may take away.
struct MemoryFileContent {
    /// What the kernel writes back as a whole, as a rule.
    static let pageByteCount = 4_096
    /// What the disk writes as a whole.
    static let sectorByteCount = 512

    private(set) var bytes: [UInt8] = []
    var modifiedAt: Int64
    /// What was not synced is remembered.
    private let isTracked: Bool

    /// The length that survives a power cut.
    private var durableCount = 0
    /// The pages that were changed since the last sync: what the disk has of them, as far as it had the file.
    private var unsynced: [Int: [UInt8]] = [:]
    /// Pages that a failed sync has dropped: the disk has this, and only a new write will change it.
    private var dropped: [Int: [UInt8]] = [:]
    /// Pages that are not in memory: whoever reads them reads the disk.
    private var absent: Set<Int> = []

    init(modifiedAt: Int64, isTracked: Bool) {
        self.modifiedAt = modifiedAt
        self.isTracked = isTracked
    }

    mutating func put(_ part: ByteBufferView, at position: Int) {
        if part.isEmpty { return }
        if bytes.count < position { resize(to: position) }
        willChange(position..<position + part.count)
        bytes.replaceSubrange(position..<min(position + part.count, bytes.count), with: part)
    }

    mutating func resize(to count: Int) {
        if count < bytes.count {
            willChange(count..<bytes.count)
            bytes.removeSubrange(count...)
        } else if count > bytes.count {
            willChange(bytes.count..<count)
            bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
        }
    }

    mutating func sync() {
        durableCount = bytes.count
        unsynced.removeAll()
    }

    /// As Linux does: the pages count as clean, and are not written.
    mutating func failSync() {
        dropped.merge(unsynced) { old, _ in old }
        unsynced.removeAll()
    }

    private mutating func willChange(_ range: Range<Int>) {
        bringIn(range)
        guard isTracked else { return }
        for page in range.lowerBound / Self.pageByteCount...(range.upperBound - 1) / Self.pageByteCount
        where unsynced[page] == nil {
            if let old = dropped.removeValue(forKey: page) {
                unsynced[page] = old
                continue
            }
            let start = page * Self.pageByteCount
            let end = min(start + Self.pageByteCount, durableCount, bytes.count)
            unsynced[page] = start < end ? Array(bytes[start..<end]) : []
        }
    }

    // MARK: - In memory

    private static func pages(_ range: Range<Int>) -> Range<Int> {
        let first = range.lowerBound / pageByteCount
        return first..<max(first, (range.upperBound + pageByteCount - 1) / pageByteCount)
    }

    /// As far as the file goes.
    func isInMemory(_ range: Range<Int>) -> Bool {
        absent.isEmpty || Self.pages(range.clamped(to: 0..<bytes.count)).allSatisfy { !absent.contains($0) }
    }

    func isAnyInMemory(_ range: Range<Int>) -> Bool {
        let pages = Self.pages(range.clamped(to: 0..<bytes.count))
        return absent.isEmpty || pages.isEmpty || pages.contains { !absent.contains($0) }
    }

    mutating func bringIn(_ range: Range<Int>) {
        if !absent.isEmpty { absent.subtract(Self.pages(range)) }
    }

    /// Lets go of the pages that lie wholly in the range, but for those that the disk does not have so: the
    /// kernel keeps those that are to be written.
    mutating func letGo(_ range: Range<Int>) {
        let first = (range.lowerBound + Self.pageByteCount - 1) / Self.pageByteCount
        let end =
            range.upperBound >= bytes.count
            ? Self.pages(0..<bytes.count).upperBound : range.upperBound / Self.pageByteCount
        for page in first..<max(first, end) where unsynced[page] == nil && dropped[page] == nil {
            absent.insert(page)
        }
    }

    /// Flips bits of a byte on the disk. Nil where what is in memory has yet to be written over it, or where
    /// nothing is.
    ///
    /// - Returns: the byte as it was.
    mutating func rot(at position: Int, _ mask: UInt8) -> UInt8? {
        guard position < bytes.count, absent.contains(position / Self.pageByteCount) else { return nil }
        let byte = bytes[position]
        bytes[position] ^= mask
        return byte
    }

    // MARK: - Power cut

    /// Loses or keeps each page and the length, one by one; `chance` is that of each to be kept.
    mutating func cutPower(keeping chance: Double, using generator: inout some RandomNumberGenerator) {
        defer { absent = Set(Self.pages(0..<bytes.count)) }
        guard isTracked, !unsynced.isEmpty || !dropped.isEmpty || bytes.count != durableCount else { return }
        let length = survivingLength(keeping: chance, using: &generator)
        var survivor = bytes
        // Behind a cut that was lost lies what was there before, save what the cut cleared in its own page.
        survivor.append(contentsOf: repeatElement(0, count: max(0, length - survivor.count)))
        for (page, old) in dropped { Self.copy(old[...], toPage: page, of: &survivor) }
        for (page, old) in unsynced.sorted(by: { $0.key < $1.key }) {
            let isBehindCut = page * Self.pageByteCount >= bytes.count
            if isBehindCut || !Self.happens(chance, using: &generator) {
                if chance > 0, !isBehindCut, Self.happens(0.25, using: &generator) {
                    tear(page, old, &survivor, using: &generator)
                } else {
                    Self.copy(old[...], toPage: page, of: &survivor)
                }
            }
        }
        survivor.removeSubrange(min(length, survivor.count)...)
        bytes = survivor
        durableCount = length
        unsynced.removeAll()
        dropped.removeAll()
    }

    private func survivingLength(
        keeping chance: Double, using generator: inout some RandomNumberGenerator
    ) -> Int {
        guard chance > 0, bytes.count != durableCount else { return durableCount }
        // The kernel grows a file as it writes it back.
        if chance < 1, bytes.count > durableCount, Self.happens(0.25, using: &generator) {
            return Int.random(in: durableCount...bytes.count, using: &generator)
        }
        return Self.happens(chance, using: &generator) ? bytes.count : durableCount
    }

    /// Some of the page's sectors are those from before.
    private func tear(
        _ page: Int, _ old: [UInt8], _ survivor: inout [UInt8],
        using generator: inout some RandomNumberGenerator
    ) {
        for start in stride(from: 0, to: Self.pageByteCount, by: Self.sectorByteCount)
        where Bool.random(using: &generator) {
            let part = old.dropFirst(start).prefix(Self.sectorByteCount)
            Self.copy(
                part, to: page * Self.pageByteCount + start, byteCount: Self.sectorByteCount, of: &survivor)
        }
    }

    private static func copy(_ old: ArraySlice<UInt8>, toPage page: Int, of bytes: inout [UInt8]) {
        copy(old, to: page * pageByteCount, byteCount: pageByteCount, of: &bytes)
    }

    /// Where there was nothing yet there are zeros.
    private static func copy(
        _ old: ArraySlice<UInt8>, to start: Int, byteCount: Int, of bytes: inout [UInt8]
    ) {
        let end = min(start + byteCount, bytes.count)
        guard start < end else { return }
        let kept = old.prefix(end - start)
        bytes.replaceSubrange(start..<start + kept.count, with: kept)
        for index in start + kept.count..<end { bytes[index] = 0 }
    }

    private static func happens(_ chance: Double, using generator: inout some RandomNumberGenerator) -> Bool {
        chance >= 1 || chance > 0 && Double.random(in: 0..<1, using: &generator) < chance
    }
}
