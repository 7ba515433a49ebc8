import Glibc

/// What is to become of a file's bytes in the page cache.
package enum PageCacheAdvice: Sendable, Equatable {
    /// Reads of this open file bring in what they ask for, and nothing ahead of it.
    case noReadAhead
    case willNeed(Range<Int64>)
    case dontNeed(Range<Int64>)
}

extension File {
    package func advise(_ advice: PageCacheAdvice) {}

    package func isAnyCached(_ range: Range<Int64>) -> Bool { true }
}

extension POSIXFile {
    func advise(_ advice: PageCacheAdvice) {
        // Advice that is not taken costs speed only.
        switch advice {
        case .noReadAhead: advise(0..<0, POSIX_FADV_RANDOM)
        case .willNeed(let range): advise(range, POSIX_FADV_WILLNEED)
        case .dontNeed(let range): advise(range, POSIX_FADV_DONTNEED)
        }
    }

    private func advise(_ range: Range<Int64>, _ advice: Int32) {
        guard let descriptor else { return }
        _ = posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.count), advice)
    }

    func isAnyCached(_ range: Range<Int64>) -> Bool {
        guard let descriptor, !range.isEmpty else { return true }
        let pageSize = Int64(sysconf(Int32(_SC_PAGESIZE)))
        let start = range.lowerBound / pageSize * pageSize
        let count = Int(range.upperBound - start)
        let address = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, off_t(start))
        guard let address, address != MAP_FAILED else { return true }
        defer { munmap(address, count) }
        let pages = (count + Int(pageSize) - 1) / Int(pageSize)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pages) { residency in
            guard let base = residency.baseAddress, mincore(address, count, base) == 0 else { return true }
            return residency.contains { $0 & 1 != 0 }
        }
    }
}
