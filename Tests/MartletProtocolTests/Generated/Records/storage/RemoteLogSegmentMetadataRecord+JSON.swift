// Made by bin/generate from Schemas/Records/storage/RemoteLogSegmentMetadataRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RemoteLogSegmentMetadataRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("remoteLogSegmentId", version, &self.remoteLogSegmentId)
        try fields.value("startOffset", version, &self.startOffset)
        try fields.value("endOffset", version, &self.endOffset)
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("maxTimestampMs", version, &self.maxTimestampMs)
        try fields.value("eventTimestampMs", version, &self.eventTimestampMs)
        try fields.value("segmentLeaderEpochs", version, &self.segmentLeaderEpochs)
        try fields.value("segmentSizeInBytes", version, &self.segmentSizeInBytes)
        try fields.value("customMetadata", version, &self.customMetadata)
        try fields.value("remoteLogSegmentState", version, &self.remoteLogSegmentState)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["remoteLogSegmentId"] = self.remoteLogSegmentId.json(version: version)
        fields["startOffset"] = self.startOffset.json(version: version)
        fields["endOffset"] = self.endOffset.json(version: version)
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["maxTimestampMs"] = self.maxTimestampMs.json(version: version)
        fields["eventTimestampMs"] = self.eventTimestampMs.json(version: version)
        fields["segmentLeaderEpochs"] = self.segmentLeaderEpochs.json(version: version)
        fields["segmentSizeInBytes"] = self.segmentSizeInBytes.json(version: version)
        fields["customMetadata"] = self.customMetadata.json(version: version)
        fields["remoteLogSegmentState"] = self.remoteLogSegmentState.json(version: version)
        return .object(fields)
    }
}

extension RemoteLogSegmentMetadataRecord.RemoteLogSegmentIdEntry: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicIdPartition", version, &self.topicIdPartition)
        try fields.value("id", version, &self.id)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicIdPartition"] = self.topicIdPartition.json(version: version)
        fields["id"] = self.id.json(version: version)
        return .object(fields)
    }
}

extension RemoteLogSegmentMetadataRecord.TopicIdPartitionEntry: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("id", version, &self.id)
        try fields.value("partition", version, &self.partition)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["id"] = self.id.json(version: version)
        fields["partition"] = self.partition.json(version: version)
        return .object(fields)
    }
}

extension RemoteLogSegmentMetadataRecord.SegmentLeaderEpochEntry: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("offset", version, &self.offset)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["offset"] = self.offset.json(version: version)
        return .object(fields)
    }
}
