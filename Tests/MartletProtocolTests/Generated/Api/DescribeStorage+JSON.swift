// Made by bin/generate from Schemas/Api/DescribeStorage.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeStorageRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension DescribeStorageResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("directories", version, &self.directories)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["directories"] = self.directories.json(version: version)
        return .object(fields)
    }
}

extension DescribeStorageResponse.Directory: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("path", version, &self.path)
        try fields.value("directoryId", version, &self.directoryId)
        try fields.value("isOnline", version, &self.isOnline)
        try fields.value("totalBytes", version, &self.totalBytes)
        try fields.value("usableBytes", version, &self.usableBytes)
        try fields.value("logCount", version, &self.logCount)
        try fields.value("remainingLogs", version, &self.remainingLogs)
        try fields.value("recoveryBytesDone", version, &self.recoveryBytesDone)
        try fields.value("recoveryBytesTotal", version, &self.recoveryBytesTotal)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["path"] = self.path.json(version: version)
        fields["directoryId"] = self.directoryId.json(version: version)
        fields["isOnline"] = self.isOnline.json(version: version)
        fields["totalBytes"] = self.totalBytes.json(version: version)
        fields["usableBytes"] = self.usableBytes.json(version: version)
        fields["logCount"] = self.logCount.json(version: version)
        fields["remainingLogs"] = self.remainingLogs.json(version: version)
        fields["recoveryBytesDone"] = self.recoveryBytesDone.json(version: version)
        fields["recoveryBytesTotal"] = self.recoveryBytesTotal.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension DescribeStorageResponse.Partition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topic", version, &self.topic)
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("state", version, &self.state)
        try fields.value("recovery", version, &self.recovery)
        try fields.value("logStartOffset", version, &self.logStartOffset)
        try fields.value("highWatermark", version, &self.highWatermark)
        try fields.value("logEndOffset", version, &self.logEndOffset)
        try fields.value("durableEndOffset", version, &self.durableEndOffset)
        try fields.value("byteCount", version, &self.byteCount)
        try fields.value("segmentCount", version, &self.segmentCount)
        try fields.value("compaction", version, &self.compaction)
        try fields.value("recompression", version, &self.recompression)
        try fields.value("corruptRanges", version, &self.corruptRanges)
        try fields.value("failedJobs", version, &self.failedJobs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topic"] = self.topic.json(version: version)
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["state"] = self.state.json(version: version)
        fields["recovery"] = self.recovery.json(version: version)
        fields["logStartOffset"] = self.logStartOffset.json(version: version)
        fields["highWatermark"] = self.highWatermark.json(version: version)
        fields["logEndOffset"] = self.logEndOffset.json(version: version)
        fields["durableEndOffset"] = self.durableEndOffset.json(version: version)
        fields["byteCount"] = self.byteCount.json(version: version)
        fields["segmentCount"] = self.segmentCount.json(version: version)
        fields["compaction"] = self.compaction.json(version: version)
        fields["recompression"] = self.recompression.json(version: version)
        fields["corruptRanges"] = self.corruptRanges.json(version: version)
        fields["failedJobs"] = self.failedJobs.json(version: version)
        return .object(fields)
    }
}

extension DescribeStorageResponse.Recovery: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("bytesDone", version, &self.bytesDone)
        try fields.value("bytesTotal", version, &self.bytesTotal)
        try fields.value("remainingSegments", version, &self.remainingSegments)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["bytesDone"] = self.bytesDone.json(version: version)
        fields["bytesTotal"] = self.bytesTotal.json(version: version)
        fields["remainingSegments"] = self.remainingSegments.json(version: version)
        return .object(fields)
    }
}

extension DescribeStorageResponse.Compaction: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("firstDirtyOffset", version, &self.firstDirtyOffset)
        try fields.value("dirtyRatio", version, &self.dirtyRatio)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["firstDirtyOffset"] = self.firstDirtyOffset.json(version: version)
        fields["dirtyRatio"] = self.dirtyRatio.json(version: version)
        return .object(fields)
    }
}

extension DescribeStorageResponse.Recompression: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("compression", version, &self.compression)
        try fields.value("segmentCount", version, &self.segmentCount)
        try fields.value("byteCount", version, &self.byteCount)
        try fields.value("uncompressedByteCount", version, &self.uncompressedByteCount)
        try fields.value("rewrittenSegmentCount", version, &self.rewrittenSegmentCount)
        try fields.value("rewrittenByteCountBefore", version, &self.rewrittenByteCountBefore)
        try fields.value("rewrittenByteCount", version, &self.rewrittenByteCount)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["compression"] = self.compression.json(version: version)
        fields["segmentCount"] = self.segmentCount.json(version: version)
        fields["byteCount"] = self.byteCount.json(version: version)
        fields["uncompressedByteCount"] = self.uncompressedByteCount.json(version: version)
        fields["rewrittenSegmentCount"] = self.rewrittenSegmentCount.json(version: version)
        fields["rewrittenByteCountBefore"] = self.rewrittenByteCountBefore.json(version: version)
        fields["rewrittenByteCount"] = self.rewrittenByteCount.json(version: version)
        return .object(fields)
    }
}

extension DescribeStorageResponse.CorruptRange: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("firstOffset", version, &self.firstOffset)
        try fields.value("endOffset", version, &self.endOffset)
        try fields.value("path", version, &self.path)
        try fields.value("position", version, &self.position)
        try fields.value("byteCount", version, &self.byteCount)
        try fields.value("reason", version, &self.reason)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["firstOffset"] = self.firstOffset.json(version: version)
        fields["endOffset"] = self.endOffset.json(version: version)
        fields["path"] = self.path.json(version: version)
        fields["position"] = self.position.json(version: version)
        fields["byteCount"] = self.byteCount.json(version: version)
        fields["reason"] = self.reason.json(version: version)
        return .object(fields)
    }
}
