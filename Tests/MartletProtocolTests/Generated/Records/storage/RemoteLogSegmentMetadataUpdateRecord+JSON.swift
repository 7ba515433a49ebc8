// Made by bin/generate from Schemas/Records/storage/RemoteLogSegmentMetadataUpdateRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RemoteLogSegmentMetadataUpdateRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("remoteLogSegmentId", version, &self.remoteLogSegmentId)
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("eventTimestampMs", version, &self.eventTimestampMs)
        try fields.value("customMetadata", version, &self.customMetadata)
        try fields.value("remoteLogSegmentState", version, &self.remoteLogSegmentState)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["remoteLogSegmentId"] = self.remoteLogSegmentId.json(version: version)
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["eventTimestampMs"] = self.eventTimestampMs.json(version: version)
        fields["customMetadata"] = self.customMetadata.json(version: version)
        fields["remoteLogSegmentState"] = self.remoteLogSegmentState.json(version: version)
        return .object(fields)
    }
}

extension RemoteLogSegmentMetadataUpdateRecord.RemoteLogSegmentIdEntry: JSONConvertible {
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

extension RemoteLogSegmentMetadataUpdateRecord.TopicIdPartitionEntry: JSONConvertible {
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
