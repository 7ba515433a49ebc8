// Made by bin/generate from Schemas/Api/DescribeTopicPartitions.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeTopicPartitionsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topics", version, &self.topics)
        try fields.value("responsePartitionLimit", version, &self.responsePartitionLimit)
        try fields.value("cursor", version, &self.cursor)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topics"] = self.topics.json(version: version)
        fields["responsePartitionLimit"] = self.responsePartitionLimit.json(version: version)
        fields["cursor"] = self.cursor.json(version: version)
        return .object(fields)
    }
}

extension DescribeTopicPartitionsRequest.TopicRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        return .object(fields)
    }
}

extension DescribeTopicPartitionsRequest.Cursor: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicName", version, &self.topicName)
        try fields.value("partitionIndex", version, &self.partitionIndex)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicName"] = self.topicName.json(version: version)
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        return .object(fields)
    }
}

extension DescribeTopicPartitionsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("topics", version, &self.topics)
        try fields.value("nextCursor", version, &self.nextCursor)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        fields["nextCursor"] = self.nextCursor.json(version: version)
        return .object(fields)
    }
}

extension DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("name", version, &self.name)
        try fields.value("topicId", version, &self.topicId)
        try fields.value("isInternal", version, &self.isInternal)
        try fields.value("partitions", version, &self.partitions)
        try fields.value("topicAuthorizedOperations", version, &self.topicAuthorizedOperations)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["name"] = self.name.json(version: version)
        fields["topicId"] = self.topicId.json(version: version)
        fields["isInternal"] = self.isInternal.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        fields["topicAuthorizedOperations"] = self.topicAuthorizedOperations.json(version: version)
        return .object(fields)
    }
}

extension DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("replicaNodes", version, &self.replicaNodes)
        try fields.value("isrNodes", version, &self.isrNodes)
        try fields.value("eligibleLeaderReplicas", version, &self.eligibleLeaderReplicas)
        try fields.value("lastKnownElr", version, &self.lastKnownElr)
        try fields.value("offlineReplicas", version, &self.offlineReplicas)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["replicaNodes"] = self.replicaNodes.json(version: version)
        fields["isrNodes"] = self.isrNodes.json(version: version)
        fields["eligibleLeaderReplicas"] = self.eligibleLeaderReplicas.json(version: version)
        fields["lastKnownElr"] = self.lastKnownElr.json(version: version)
        fields["offlineReplicas"] = self.offlineReplicas.json(version: version)
        return .object(fields)
    }
}

extension DescribeTopicPartitionsResponse.Cursor: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicName", version, &self.topicName)
        try fields.value("partitionIndex", version, &self.partitionIndex)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicName"] = self.topicName.json(version: version)
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        return .object(fields)
    }
}
