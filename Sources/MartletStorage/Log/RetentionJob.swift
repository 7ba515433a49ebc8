import MartletModel

/// What retention needs the disk for. Belongs on a storage thread; the log goes on meanwhile.
package struct RetentionJob: Sendable {
    enum Task: Sendable {
        /// Look how old segments are.
        case date([Offset])
        /// Set aside the files of segments that have left the log.
        case retire([SealedSegment])
    }

    package enum Outcome: Sendable {
        case dated([Offset: Timestamp])
        case retired([RetiredSegment])
    }

    let task: Task
    let directory: String
    let fileSystem: any FileSystem

    package func run() throws(StorageError) -> Outcome {
        switch task {
        case .date(let segments):
            var ages: [Offset: Timestamp] = [:]
            for segment in segments { ages[segment] = try timestamp(of: segment) }
            return .dated(ages)
        case .retire(let segments):
            var retired: [RetiredSegment] = []
            // What stays must be there, durably, before the first goes.
            try fileSystem.syncDirectory(directory)
            for segment in segments { retired.append(try segment.retire(from: directory, fileSystem)) }
            return .retired(retired)
        }
    }

    /// The greatest timestamp, or when the file was last written if no record has one. Nil if the segment has
    /// gone.
    private func timestamp(of segment: Offset) throws(StorageError) -> Timestamp? {
        if let file = try fileSystem.openIfThere(path(.timeIndex, segment)),
            let last = try SealedIndex(.times, file: file).last(baseOffset: segment), last.timestamp >= 0
        {
            return last.timestamp
        }
        let attributes = try fileSystem.attributes(path(.log, segment))
        return attributes.map { Timestamp($0.modifiedAtMilliseconds) }
    }

    private func path(_ file: SegmentFile, _ offset: Offset) -> String {
        "\(directory)/\(file.name(offset))"
    }
}

extension SealedSegment {
    /// Gives the files their suffix, the log first, and that is durable when this returns. A segment without
    /// its log is none; one that had lost an index in a crash could pass for one that never had it. And names
    /// that change together may change one by one in a crash: whoever retires several in turn leaves no hole.
    func retire(
        from directory: String, _ fileSystem: any FileSystem
    ) throws(StorageError) -> RetiredSegment {
        var paths: [String] = []
        for kind in [SegmentFile.log] + SegmentFile.allCases.filter({ $0 != .log }) {
            let path = "\(directory)/\(kind.name(baseOffset))"
            do throws(StorageError) {
                try fileSystem.rename(path, to: path + SegmentFile.deletedSuffix)
                paths.append(path + SegmentFile.deletedSuffix)
            } catch {
                if case .notFound = error { continue }
                throw error
            }
            if kind == .log { try fileSystem.syncDirectory(directory) }
        }
        return RetiredSegment(baseOffset: baseOffset, byteCount: byteCount, paths: paths)
    }
}

extension FileSystem {
    fileprivate func openIfThere(_ path: String) throws(StorageError) -> (any File)? {
        do throws(StorageError) { return try open(path, .read) } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }
}
