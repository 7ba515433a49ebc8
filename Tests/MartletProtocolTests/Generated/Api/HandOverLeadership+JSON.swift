// Made by bin/generate from Schemas/Api/HandOverLeadership.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension HandOverLeadershipRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("brokerEpoch", version, &self.brokerEpoch)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["brokerEpoch"] = self.brokerEpoch.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension HandOverLeadershipRequest.TopicData: JSONConvertible {
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

extension HandOverLeadershipRequest.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        if version == 1 {
            try fields.value("successor", version, &self.successor)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        if version == 1 {
            fields["successor"] = self.successor.json(version: version)
        }
        return .object(fields)
    }
}

extension HandOverLeadershipResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension HandOverLeadershipResponse.TopicData: JSONConvertible {
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

extension HandOverLeadershipResponse.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
