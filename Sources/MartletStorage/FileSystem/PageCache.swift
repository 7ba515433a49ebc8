import CLinux
import Glibc
import NIOCore

/// What is to become of a file's bytes in the page cache.
package enum PageCacheAdvice: Sendable, Equatable {
    /// Reads of this open file bring in what they ask for, and nothing ahead of it.
    case noReadAhead
    /// To read this open file does not keep its bytes in memory for longer.
    case noReuse
    case willNeed(Range<Int64>)
    case dontNeed(Range<Int64>)
    /// To be written to the disk from now on. Says nothing of when it is there.
    case writeBack(Range<Int64>)
}

extension File {
    package func advise(_ advice: PageCacheAdvice) {}

    package func isAnyCached(_ range: Range<Int64>) -> Bool { true }

    /// Where nobody keeps account, what is in memory is taken for good.
    package func isSound(at position: Int64, count: Int) -> Bool { isCached(at: position, count: count) }

    package func noteSound(_ range: Range<Int64>) {}
}

extension POSIXFile {
    func advise(_ advice: PageCacheAdvice) {
        // Advice that is not taken costs speed only.
        switch advice {
        case .noReadAhead: advise(0..<0, POSIX_FADV_RANDOM)
        case .noReuse: advise(0..<0, POSIX_FADV_NOREUSE)
        case .willNeed(let range): advise(range, POSIX_FADV_WILLNEED)
        case .dontNeed(let range): advise(range, POSIX_FADV_DONTNEED)
        case .writeBack(let range):
            _ = martlet_write_back(rawDescriptor, range.lowerBound, Int64(range.count))
        }
    }

    private func advise(_ range: Range<Int64>, _ advice: Int32) {
        _ = posix_fadvise(rawDescriptor, off_t(range.lowerBound), off_t(range.count), advice)
    }

    // MARK: - What is there

    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer? {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        var failure: Int32 = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            var done = 0
            while done < count {
                let result = readNow(
                    at: position + Int64(done), into: target.baseAddress.map { $0 + done }, count - done)
                if result < 0 { failure = Int32(-result) }
                if result <= 0 { break }
                done += result
            }
            return done
        }
        switch failure {
        case 0: return buffer
        // A file system that cannot say is taken for one that would have to wait.
        case EAGAIN, EOPNOTSUPP: return nil
        default: throw storageError("preadv2", path, failure)
        }
    }

    /// `cachestat` counts the range's pages in a quarter of a microsecond, whatever its length. A kernel that
    /// does not have it (before 6.5) is asked for a byte here and there.
    func isCached(at position: Int64, count: Int) -> Bool {
        guard count > 0 else { return true }
        let range = position..<position + Int64(count)
        if let counts = cachedPages(range) {
            // The last of them may be on its way from the disk still.
            return counts.cached >= counts.pages && hasByte(at: range.upperBound - 1)
        }
        return probes(range).allSatisfy(hasByte)
    }

    func isAnyCached(_ range: Range<Int64>) -> Bool {
        if range.isEmpty { return true }
        return cachedPages(range).map { $0.cached > 0 } ?? probes(range).contains(where: hasByte)
    }

    /// Nil where the kernel does not tell.
    private func cachedPages(_ range: Range<Int64>) -> (cached: UInt64, pages: UInt64)? {
        let start = range.lowerBound / Self.pageByteCount * Self.pageByteCount
        let count = UInt64(range.upperBound - start)
        var asked = martlet_cachestat_range(offset: UInt64(start), length: count)
        var found = martlet_cachestat()
        guard martlet_cachestat(rawDescriptor, &asked, &found) == 0 else { return nil }
        let pageByteCount = UInt64(Self.pageByteCount)
        return (found.cached, (count + pageByteCount - 1) / pageByteCount)
    }

    private static let pageByteCount = Int64(sysconf(Int32(_SC_PAGESIZE)))

    /// Bytes that stand for those around them.
    private func probes(_ range: Range<Int64>) -> [Int64] {
        Array(stride(from: range.lowerBound, to: range.upperBound, by: 64 << 10)) + [range.upperBound - 1]
    }

    private func hasByte(at position: Int64) -> Bool {
        var byte: UInt8 = 0
        return readNow(at: position, into: &byte, 1) == 1
    }

    /// How many bytes, 0 at the end of the file, or the negative of an `errno`.
    private func readNow(at position: Int64, into target: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        while true {
            let result = martlet_read_cached(rawDescriptor, target, UInt(count), position)
            if result != -Int(EINTR) { return result }
        }
    }
}
