// Made by bin/generate from Schemas/Api/ElectLeaders.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ElectLeadersRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 1 {
            try fields.value("electionType", version, &self.electionType)
        }
        try fields.value("topicPartitions", version, &self.topicPartitions)
        try fields.value("timeoutMs", version, &self.timeoutMs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 1 {
            fields["electionType"] = self.electionType.json(version: version)
        }
        fields["topicPartitions"] = self.topicPartitions.json(version: version)
        fields["timeoutMs"] = self.timeoutMs.json(version: version)
        return .object(fields)
    }
}

extension ElectLeadersRequest.TopicPartitions: JSONConvertible {
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

extension ElectLeadersResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        if version >= 1 {
            try fields.value("errorCode", version, &self.errorCode)
        }
        try fields.value("replicaElectionResults", version, &self.replicaElectionResults)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        if version >= 1 {
            fields["errorCode"] = self.errorCode.json(version: version)
        }
        fields["replicaElectionResults"] = self.replicaElectionResults.json(version: version)
        return .object(fields)
    }
}

extension ElectLeadersResponse.ReplicaElectionResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topic", version, &self.topic)
        try fields.value("partitionResult", version, &self.partitionResult)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topic"] = self.topic.json(version: version)
        fields["partitionResult"] = self.partitionResult.json(version: version)
        return .object(fields)
    }
}

extension ElectLeadersResponse.PartitionResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionId", version, &self.partitionId)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionId"] = self.partitionId.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        return .object(fields)
    }
}
