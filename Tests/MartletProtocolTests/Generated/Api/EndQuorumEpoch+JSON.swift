// Made by bin/generate from Schemas/Api/EndQuorumEpoch.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension EndQuorumEpochRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("clusterId", version, &self.clusterId)
        try fields.value("topics", version, &self.topics)
        if version == 1 {
            try fields.value("leaderEndpoints", version, &self.leaderEndpoints)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["clusterId"] = self.clusterId.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        if version == 1 {
            fields["leaderEndpoints"] = self.leaderEndpoints.json(version: version)
        }
        return .object(fields)
    }
}

extension EndQuorumEpochRequest.TopicData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicName", version, &self.topicName)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicName"] = self.topicName.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension EndQuorumEpochRequest.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        if version == 0 {
            try fields.value("preferredSuccessors", version, &self.preferredSuccessors)
        }
        if version == 1 {
            try fields.value("preferredCandidates", version, &self.preferredCandidates)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        if version == 0 {
            fields["preferredSuccessors"] = self.preferredSuccessors.json(version: version)
        }
        if version == 1 {
            fields["preferredCandidates"] = self.preferredCandidates.json(version: version)
        }
        return .object(fields)
    }
}

extension EndQuorumEpochRequest.ReplicaInfo: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("candidateId", version, &self.candidateId)
        try fields.value("candidateDirectoryId", version, &self.candidateDirectoryId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["candidateId"] = self.candidateId.json(version: version)
        fields["candidateDirectoryId"] = self.candidateDirectoryId.json(version: version)
        return .object(fields)
    }
}

extension EndQuorumEpochRequest.LeaderEndpoint: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        return .object(fields)
    }
}

extension EndQuorumEpochResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("topics", version, &self.topics)
        if version == 1 {
            try fields.taggedValue("nodeEndpoints", version, &self.nodeEndpoints)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        if version == 1 && !self.nodeEndpoints.isEmpty {
            fields["nodeEndpoints"] = self.nodeEndpoints.json(version: version)
        }
        return .object(fields)
    }
}

extension EndQuorumEpochResponse.TopicData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicName", version, &self.topicName)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicName"] = self.topicName.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension EndQuorumEpochResponse.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        return .object(fields)
    }
}

extension EndQuorumEpochResponse.NodeEndpoint: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("nodeId", version, &self.nodeId)
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["nodeId"] = self.nodeId.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        return .object(fields)
    }
}
