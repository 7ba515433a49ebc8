// Made by bin/generate from Schemas/Api/ConsumerGroupHeartbeat.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ConsumerGroupHeartbeatRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("memberId", version, &self.memberId)
        try fields.value("memberEpoch", version, &self.memberEpoch)
        try fields.value("instanceId", version, &self.instanceId)
        try fields.value("rackId", version, &self.rackId)
        try fields.value("rebalanceTimeoutMs", version, &self.rebalanceTimeoutMs)
        try fields.value("subscribedTopicNames", version, &self.subscribedTopicNames)
        if version == 1 {
            try fields.value("subscribedTopicRegex", version, &self.subscribedTopicRegex)
        }
        try fields.value("serverAssignor", version, &self.serverAssignor)
        try fields.value("topicPartitions", version, &self.topicPartitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["memberId"] = self.memberId.json(version: version)
        fields["memberEpoch"] = self.memberEpoch.json(version: version)
        fields["instanceId"] = self.instanceId.json(version: version)
        fields["rackId"] = self.rackId.json(version: version)
        fields["rebalanceTimeoutMs"] = self.rebalanceTimeoutMs.json(version: version)
        fields["subscribedTopicNames"] = self.subscribedTopicNames.json(version: version)
        if version == 1 {
            fields["subscribedTopicRegex"] = self.subscribedTopicRegex.json(version: version)
        }
        fields["serverAssignor"] = self.serverAssignor.json(version: version)
        fields["topicPartitions"] = self.topicPartitions.json(version: version)
        return .object(fields)
    }
}

extension ConsumerGroupHeartbeatRequest.TopicPartitions: JSONConvertible {
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

extension ConsumerGroupHeartbeatResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("memberId", version, &self.memberId)
        try fields.value("memberEpoch", version, &self.memberEpoch)
        try fields.value("heartbeatIntervalMs", version, &self.heartbeatIntervalMs)
        try fields.value("assignment", version, &self.assignment)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["memberId"] = self.memberId.json(version: version)
        fields["memberEpoch"] = self.memberEpoch.json(version: version)
        fields["heartbeatIntervalMs"] = self.heartbeatIntervalMs.json(version: version)
        fields["assignment"] = self.assignment.json(version: version)
        return .object(fields)
    }
}

extension ConsumerGroupHeartbeatResponse.Assignment: JSONConvertible {
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

extension ConsumerGroupHeartbeatResponse.TopicPartitions: JSONConvertible {
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
