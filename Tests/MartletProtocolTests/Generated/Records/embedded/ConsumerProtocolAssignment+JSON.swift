// Made by bin/generate from Schemas/Records/embedded/ConsumerProtocolAssignment.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ConsumerProtocolAssignment: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("assignedPartitions", version, &self.assignedPartitions)
        try fields.value("userData", version, &self.userData)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["assignedPartitions"] = self.assignedPartitions.json(version: version)
        fields["userData"] = self.userData.json(version: version)
        return .object(fields)
    }
}

extension ConsumerProtocolAssignment.TopicPartition: JSONConvertible {
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
