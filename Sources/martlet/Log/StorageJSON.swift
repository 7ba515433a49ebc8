import MartletClient

extension JSONText {
    mutating func add(_ directory: StorageDescription) {
        number("broker", Int64(directory.broker.rawValue))
        string("directory", directory.path)
        string("state", directory.isOnline ? "in service" : "out of service")
        if let total = directory.totalBytes { number("totalBytes", total) }
        if let usable = directory.usableBytes { number("usableBytes", usable) }
        object("opening") {
            $0.number("logs", Int64(directory.opening.logCount))
            $0.number("remainingLogs", Int64(directory.opening.remainingLogCount))
            $0.number("recoveryBytesDone", directory.opening.bytesDone)
            $0.number("recoveryBytesTotal", directory.opening.bytesTotal)
        }
        array("logs") { text in
            for log in directory.logs { text.object { $0.add(log) } }
        }
    }

    private mutating func add(_ log: StorageDescription.Log) {
        string("topic", log.partition.topic)
        number("partition", Int64(log.partition.partition.rawValue))
        string("topicId", log.topicID.description)
        string("state", log.state.name)
        if let recovery = log.recovery {
            object("recovery") {
                $0.number("bytesDone", recovery.bytesDone)
                $0.number("bytesTotal", recovery.bytesTotal)
                $0.number("remainingSegments", Int64(recovery.remainingSegmentCount))
            }
        }
        guard log.state == .inService else { return }
        number("startOffset", log.start.rawValue)
        number("highWatermark", log.highWatermark.rawValue)
        number("endOffset", log.end.rawValue)
        number("durableEndOffset", log.durableEnd.rawValue)
        number("bytes", log.byteCount)
        number("segments", Int64(log.segmentCount))
        if let compaction = log.compaction {
            object("compaction") {
                $0.number("firstDirtyOffset", compaction.firstDirtyOffset.rawValue)
                $0.number("dirtyRatio", compaction.dirtyRatio)
            }
        }
        if let recompression = log.recompression {
            object("recompression") { $0.add(recompression) }
        }
        array("corruptRanges") { text in
            for range in log.corruptRanges { text.object { $0.add(range) } }
        }
        array("failedJobs") { text in
            for job in log.failedJobs { text.string(nil, job) }
        }
    }

    private mutating func add(_ recompression: StorageDescription.Recompression) {
        string("codec", recompression.compression)
        number("segments", Int64(recompression.segmentCount))
        number("bytes", recompression.byteCount)
        number("uncompressedBytes", recompression.uncompressedByteCount)
        number("rewrittenSegments", Int64(recompression.rewrittenSegmentCount))
        number("rewrittenBytesBefore", recompression.rewrittenByteCountBefore)
        number("rewrittenBytes", recompression.rewrittenByteCount)
    }

    private mutating func add(_ range: StorageDescription.CorruptRange) {
        number("firstOffset", range.offsets.lowerBound.rawValue)
        number("endOffset", range.offsets.upperBound.rawValue)
        string("file", range.path)
        number("position", range.position)
        number("bytes", range.byteCount)
        string("reason", range.reason)
    }
}
