// Made by bin/generate from Schemas/Records/group/ConsumerGroupCurrentMemberAssignmentValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ConsumerGroupCurrentMemberAssignmentValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("memberEpoch", version, &self.memberEpoch)
        try fields.value("previousMemberEpoch", version, &self.previousMemberEpoch)
        try fields.value("state", version, &self.state)
        try fields.value("assignedPartitions", version, &self.assignedPartitions)
        try fields.value("partitionsPendingRevocation", version, &self.partitionsPendingRevocation)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["memberEpoch"] = self.memberEpoch.json(version: version)
        fields["previousMemberEpoch"] = self.previousMemberEpoch.json(version: version)
        fields["state"] = self.state.json(version: version)
        fields["assignedPartitions"] = self.assignedPartitions.json(version: version)
        fields["partitionsPendingRevocation"] = self.partitionsPendingRevocation.json(version: version)
        return .object(fields)
    }
}

extension ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitions", version, &self.partitions)
        try fields.taggedValue("assignmentEpochs", version, &self.assignmentEpochs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        if self.assignmentEpochs?.isEmpty != true {
            fields["assignmentEpochs"] = self.assignmentEpochs.json(version: version)
        }
        return .object(fields)
    }
}
