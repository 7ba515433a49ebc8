// Made by bin/generate from Schemas/Records/group/ShareGroupTargetAssignmentMemberValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareGroupTargetAssignmentMemberValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicPartitions", version, &self.topicPartitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicPartitions"] = self.topicPartitions.json(version: version)
        return .object(fields)
    }
}

extension ShareGroupTargetAssignmentMemberValue.TopicPartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}
