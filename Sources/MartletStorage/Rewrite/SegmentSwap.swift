import MartletModel

extension SegmentRewrite {
    /// Puts one replacement in the place of all sources. Durable when it returns. Whenever a crash comes, the
    /// next opening of the log finds the sources or the replacement, complete:
    ///
    /// 1. `.cleaned` → `.swap`, synced. As long as a file is `.cleaned`, the replacement does not count.
    /// 2. The sources → `.deleted`, synced. From the replacement's offsets it is clear which they are.
    /// 3. `.swap` → final, first the log, then its indexes, each synced. What is `.swap` without a log
    ///    belongs to the final one.
    ///
    /// Each step is durable before the next begins, as a file system need not keep the order of renames.
    ///
    /// When it throws, either names and files are as they were and the replacement is gone, or that was not
    /// possible, and the log accepts nothing any more; opening it anew settles the matter.
    package func swapIn(_ replacement: ReplacementSegment) throws(StorageError) {
        precondition(
            replacement.baseOffset == baseOffset, "a replacement begins where the first source begins")
        var renames = Renames(fileSystem: fileSystem)
        do throws(StorageError) {
            try holdSources()
            try publish(replacement, &renames)
            try retireSources(&renames)
        } catch {
            undo(renames, replacement)
            throw error
        }
        do throws(StorageError) { try complete(replacement) } catch {
            fileSystem.health.markBroken(error)
            throw error
        }
        removeSnapshots()
        hold.append(
            SwappedSegments(replacement: replacement, sources: sources, retired: retired(renames)))
    }

    /// Removes what was written and is not to be swapped in.
    package func discard() throws(StorageError) {
        for kind in SegmentFile.allCases {
            try fileSystem.remove(path(kind, baseOffset) + SegmentFile.cleanedSuffix)
        }
    }

    // MARK: - Steps

    /// The owner reads on from the open files, whatever becomes of their names.
    private func holdSources() throws(StorageError) {
        var files: [String: (any File)?] = [:]
        for source in sources {
            for kind in SegmentFile.allCases where kind != .producerSnapshot {
                let path = path(kind, source.baseOffset)
                do throws(StorageError) {
                    files[path] = .some(try open(kind, of: source))
                } catch {
                    guard case .notFound = error, kind != .log else { throw error }
                    files[path] = .some(nil)
                }
            }
        }
        hold.hold(files)
    }

    private func publish(
        _ replacement: ReplacementSegment, _ renames: inout Renames
    ) throws(StorageError) {
        for kind in replacement.files {
            let final = path(kind, replacement.baseOffset)
            try renames.rename(final + SegmentFile.cleanedSuffix, to: final + SegmentFile.swapSuffix)
        }
        try fileSystem.syncDirectory(directory)
    }

    /// In the order of their offsets: should one come back, so do those after it.
    private func retireSources(_ renames: inout Renames) throws(StorageError) {
        for source in sources {
            for kind in SegmentFile.allCases.reversed() where kind != .producerSnapshot {
                let path = path(kind, source.baseOffset)
                try renames.renameIfThere(path, to: path + SegmentFile.deletedSuffix)
            }
        }
        try fileSystem.syncDirectory(directory)
    }

    /// The log first: as long as it is not final, nothing else that is final is the replacement's.
    private func complete(_ replacement: ReplacementSegment) throws(StorageError) {
        for kind in replacement.files {
            let final = path(kind, replacement.baseOffset)
            try fileSystem.rename(final + SegmentFile.swapSuffix, to: final)
            if kind == .log { try fileSystem.syncDirectory(directory) }
        }
        try fileSystem.syncDirectory(directory)
    }

    /// Gives the sources their names back before the replacement stops counting, so that a crash on the way
    /// finds one or the other.
    private func undo(_ renames: Renames, _ replacement: ReplacementSegment) {
        do throws(StorageError) {
            try renames.undo { $0.hasSuffix(SegmentFile.deletedSuffix) }
            try fileSystem.syncDirectory(directory)
            try renames.undo { $0.hasSuffix(SegmentFile.swapSuffix) }
            try fileSystem.syncDirectory(directory)
        } catch {
            return fileSystem.health.markBroken(error)
        }
        hold.letGo(sources, in: directory)
        // What stays the next rewrite removes.
        try? discard()
    }

    /// Snapshots at offsets where no segment begins any more. What stays goes when the log is opened.
    private func removeSnapshots() {
        for source in sources.dropFirst() {
            try? fileSystem.remove(path(.producerSnapshot, source.baseOffset))
        }
    }

    private func retired(_ renames: Renames) -> [RetiredSegment] {
        sources.map { source in
            let prefix = path(.log, source.baseOffset).dropLast(SegmentFile.log.rawValue.count) + "."
            return RetiredSegment(
                baseOffset: source.baseOffset, byteCount: source.byteCount,
                paths: renames.done.map(\.to).filter {
                    $0.hasSuffix(SegmentFile.deletedSuffix) && $0.hasPrefix(prefix)
                })
        }
    }
}

/// What was renamed, in order to undo it.
private struct Renames {
    let fileSystem: GuardedFileSystem
    private(set) var done: [(from: String, to: String)] = []

    init(fileSystem: GuardedFileSystem) {
        self.fileSystem = fileSystem
    }

    mutating func rename(_ path: String, to newPath: String) throws(StorageError) {
        try fileSystem.rename(path, to: newPath)
        done.append((path, newPath))
    }

    mutating func renameIfThere(_ path: String, to newPath: String) throws(StorageError) {
        do throws(StorageError) { try rename(path, to: newPath) } catch {
            guard case .notFound = error else { throw error }
        }
    }

    func undo(where isMeant: (String) -> Bool) throws(StorageError) {
        for (from, to) in done.reversed() where isMeant(to) { try fileSystem.rename(to, to: from) }
    }
}
