import Glibc
import NIOCore
import Synchronization

/// Which bytes of one log file may be served from memory without another look: those that this process has
/// written or checked, and that have not left memory since, as far as it can know.
///
/// That a page is in memory says nothing of who brought it there, and whether anybody has looked at it. So
/// all who read a log file in this process do it through a `WatchedLogFile`: before a read that has to wait
/// for the disk, what it brings in is struck from here, and is sound again when it was checked. Who only
/// looks for something, a header or a place, checks nothing, and thereby makes nothing sound.
///
/// What remains: a page that leaves memory, and that another process reads back from a disk that has become
/// bad in between; and one that leaves it in the moment between the look here and the sending.
///
/// Shared by all open files of a segment, for as long as the file has its name.
package final class SoundBytes: Sendable {
    private let state = Mutex(ByteRanges())

    func contains(_ range: Range<Int64>) -> Bool { state.withLock { $0.contains(range) } }

    func overlaps(_ range: Range<Int64>) -> Bool { state.withLock { $0.overlaps(range) } }

    func insert(_ range: Range<Int64>) { state.withLock { $0.insert(range) } }

    func remove(_ range: Range<Int64>) { state.withLock { $0.remove(range) } }

    func removeAll() { state.withLock { $0 = ByteRanges() } }
}

/// An open log file that keeps account of what of it is sound in memory.
final class WatchedLogFile: File {
    private static let pageByteCount = Int64(sysconf(Int32(_SC_PAGESIZE)))

    private let base: any File
    private let sound: SoundBytes

    /// Of `base`, whatever it is read for, only what is asked for is brought into memory.
    init(_ base: any File, _ sound: SoundBytes) {
        self.base = base
        self.sound = sound
        base.advise(.noReadAhead)
    }

    var path: String { base.path }
    var descriptor: Int32? { base.descriptor }

    func byteCount() throws(StorageError) -> Int64 { try base.byteCount() }

    // MARK: - What is sound

    func isSound(at position: Int64, count: Int) -> Bool {
        sound.contains(position..<position + Int64(count)) && isCached(at: position, count: count)
    }

    func noteSound(_ range: Range<Int64>) { sound.insert(range) }

    /// What of a range is not in memory is about to come from the disk, or will some time. Page by page: what
    /// is there of the first and the last is not read again with the rest.
    private func strikeMissing(_ range: Range<Int64>) {
        guard !range.isEmpty else { return }
        let (size, last) = (Self.pageByteCount, range.upperBound - 1)
        var start = range.lowerBound / size * size
        var end = (last / size + 1) * size
        guard sound.overlaps(start..<end), !base.isCached(at: range.lowerBound, count: range.count) else {
            return
        }
        if base.isCached(at: range.lowerBound, count: 1) { start += size }
        if base.isCached(at: last, count: 1) { end -= size }
        if start < end { sound.remove(start..<end) }
    }

    // MARK: - Reading

    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        strikeMissing(position..<position + Int64(count))
        return try base.read(at: position, count: count)
    }

    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer? {
        let bytes = try base.readCached(at: position, count: count)
        // The kernel may have begun to read what is missing.
        if bytes == nil { strikeMissing(position..<position + Int64(count)) }
        return bytes
    }

    func isCached(at position: Int64, count: Int) -> Bool {
        if base.isCached(at: position, count: count) { return true }
        strikeMissing(position..<position + Int64(count))
        return false
    }

    func isAnyCached(_ range: Range<Int64>) -> Bool { base.isAnyCached(range) }

    func advise(_ advice: PageCacheAdvice) {
        switch advice {
        case .willNeed(let range): strikeMissing(range)
        case .dontNeed(let range): sound.remove(range)
        case .noReadAhead, .noReuse, .writeBack: break
        }
        base.advise(advice)
    }

    // MARK: - Writing

    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError) {
        do throws(StorageError) {
            try base.write(buffers, at: position)
        } catch {
            sound.remove(position..<Int64.max)
            throw error
        }
        sound.insert(position..<position + buffers.reduce(0) { $0 + Int64($1.readableBytes) })
    }

    func truncate(to byteCount: Int64) throws(StorageError) {
        sound.remove(byteCount..<Int64.max)
        try base.truncate(to: byteCount)
    }

    func sync() throws(StorageError) { try base.sync() }
}
