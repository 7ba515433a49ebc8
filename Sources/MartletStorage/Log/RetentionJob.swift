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
    ///
    /// Records are deleted by it, and no checksum covers an index: what that says counts if the batch that it
    /// means says so, too. Else the headers of all batches tell.
    private func timestamp(of segment: Offset) throws(StorageError) -> Timestamp? {
        guard let log = try fileSystem.openIfThere(path(.log, segment)) else { return nil }
        if let file = try fileSystem.openIfThere(path(.timeIndex, segment)),
            let last = try SealedIndex(.times, file: file).last(baseOffset: segment)
        {
            let isRight = try isBorneOut(last, by: log, segment)
            let greatest = isRight ? last.timestamp : try greatestTimestamp(in: log)
            if let greatest, greatest >= 0 { return greatest }
        }
        let attributes = try fileSystem.attributes(path(.log, segment))
        return attributes.map { Timestamp($0.modifiedAtMilliseconds) }
    }

    private func isBorneOut(
        _ last: TimestampOffset, by log: any File, _ segment: Offset
    ) throws(StorageError) -> Bool {
        if last.timestamp < 0 { return false }
        var place: IndexedPlace?
        if let file = try fileSystem.openIfThere(path(.offsetIndex, segment)) {
            place = try SealedIndex(.offsets, file: file).place(
                for: last.offset, baseOffset: segment, nextOffset: last.offset + 1)
        }
        var scanner = try SegmentScanner(log, at: place, upTo: try log.byteCount())
        while case .batch(let batch) = try scanner.next() {
            if batch.header.lastOffset >= last.offset { return batch.header.maxTimestamp == last.timestamp }
        }
        return false
    }

    /// Nil where the segment is damaged, too.
    private func greatestTimestamp(in log: any File) throws(StorageError) -> Timestamp? {
        var greatest = Timestamp.none
        var scanner = SegmentScanner(log, upTo: try log.byteCount())
        while true {
            switch try scanner.next() {
            case .end: return greatest
            case .damage: return nil
            case .batch(let batch):
                if batch.header.recordsCount > 0 { greatest = max(greatest, batch.header.maxTimestamp) }
            }
        }
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
