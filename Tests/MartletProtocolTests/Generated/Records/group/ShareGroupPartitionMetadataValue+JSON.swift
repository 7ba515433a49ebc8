// Made by bin/generate from Schemas/Records/group/ShareGroupPartitionMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareGroupPartitionMetadataValue: JSONConvertible {
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

extension ShareGroupPartitionMetadataValue.TopicMetadata: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("topicName", version, &self.topicName)
        try fields.value("numPartitions", version, &self.numPartitions)
        try fields.value("partitionMetadata", version, &self.partitionMetadata)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["topicName"] = self.topicName.json(version: version)
        fields["numPartitions"] = self.numPartitions.json(version: version)
        fields["partitionMetadata"] = self.partitionMetadata.json(version: version)
        return .object(fields)
    }
}

extension ShareGroupPartitionMetadataValue.PartitionMetadata: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partition", version, &self.partition)
        try fields.value("racks", version, &self.racks)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partition"] = self.partition.json(version: version)
        fields["racks"] = self.racks.json(version: version)
        return .object(fields)
    }
}
