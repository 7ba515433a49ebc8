// Made by bin/generate from Schemas/Records/group/ShareGroupStatePartitionMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareGroupStatePartitionMetadataValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("initializedTopics", version, &self.initializedTopics)
        try fields.value("deletingTopics", version, &self.deletingTopics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["initializedTopics"] = self.initializedTopics.json(version: version)
        fields["deletingTopics"] = self.deletingTopics.json(version: version)
        return .object(fields)
    }
}

extension ShareGroupStatePartitionMetadataValue.TopicPartitionsInfo: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("topicName", version, &self.topicName)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["topicName"] = self.topicName.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension ShareGroupStatePartitionMetadataValue.TopicInfo: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("topicName", version, &self.topicName)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["topicName"] = self.topicName.json(version: version)
        return .object(fields)
    }
}
