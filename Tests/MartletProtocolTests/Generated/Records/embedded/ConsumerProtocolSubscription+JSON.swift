// Made by bin/generate from Schemas/Records/embedded/ConsumerProtocolSubscription.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ConsumerProtocolSubscription: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topics", version, &self.topics)
        try fields.value("userData", version, &self.userData)
        if version >= 1 {
            try fields.value("ownedPartitions", version, &self.ownedPartitions)
        }
        if version >= 2 {
            try fields.value("generationId", version, &self.generationId)
        }
        if version == 3 {
            try fields.value("rackId", version, &self.rackId)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topics"] = self.topics.json(version: version)
        fields["userData"] = self.userData.json(version: version)
        if version >= 1 {
            fields["ownedPartitions"] = self.ownedPartitions.json(version: version)
        }
        if version >= 2 {
            fields["generationId"] = self.generationId.json(version: version)
        }
        if version == 3 {
            fields["rackId"] = self.rackId.json(version: version)
        }
        return .object(fields)
    }
}

extension ConsumerProtocolSubscription.TopicPartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topic", version, &self.topic)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topic"] = self.topic.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}
