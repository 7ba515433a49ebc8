// Made by bin/generate from Schemas/Records/storage/RemotePartitionDeleteMetadataRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RemotePartitionDeleteMetadataRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicIdPartition", version, &self.topicIdPartition)
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("eventTimestampMs", version, &self.eventTimestampMs)
        try fields.value("remotePartitionDeleteState", version, &self.remotePartitionDeleteState)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicIdPartition"] = self.topicIdPartition.json(version: version)
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["eventTimestampMs"] = self.eventTimestampMs.json(version: version)
        fields["remotePartitionDeleteState"] = self.remotePartitionDeleteState.json(version: version)
        return .object(fields)
    }
}

extension RemotePartitionDeleteMetadataRecord.TopicIdPartitionEntry: JSONConvertible {
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
