// Made by bin/generate from Schemas/Api/Vote.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension VoteRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("clusterId", version, &self.clusterId)
        if version >= 1 {
            try fields.value("voterId", version, &self.voterId)
        }
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["clusterId"] = self.clusterId.json(version: version)
        if version >= 1 {
            fields["voterId"] = self.voterId.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension VoteRequest.TopicData: JSONConvertible {
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

extension VoteRequest.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("replicaEpoch", version, &self.replicaEpoch)
        try fields.value("replicaId", version, &self.replicaId)
        if version >= 1 {
            try fields.value("replicaDirectoryId", version, &self.replicaDirectoryId)
        }
        if version >= 1 {
            try fields.value("voterDirectoryId", version, &self.voterDirectoryId)
        }
        try fields.value("lastOffsetEpoch", version, &self.lastOffsetEpoch)
        try fields.value("lastOffset", version, &self.lastOffset)
        if version == 2 {
            try fields.value("preVote", version, &self.preVote)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["replicaEpoch"] = self.replicaEpoch.json(version: version)
        fields["replicaId"] = self.replicaId.json(version: version)
        if version >= 1 {
            fields["replicaDirectoryId"] = self.replicaDirectoryId.json(version: version)
        }
        if version >= 1 {
            fields["voterDirectoryId"] = self.voterDirectoryId.json(version: version)
        }
        fields["lastOffsetEpoch"] = self.lastOffsetEpoch.json(version: version)
        fields["lastOffset"] = self.lastOffset.json(version: version)
        if version == 2 {
            fields["preVote"] = self.preVote.json(version: version)
        }
        return .object(fields)
    }
}

extension VoteResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("topics", version, &self.topics)
        if version >= 1 {
            try fields.taggedValue("nodeEndpoints", version, &self.nodeEndpoints)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        if version >= 1 && !self.nodeEndpoints.isEmpty {
            fields["nodeEndpoints"] = self.nodeEndpoints.json(version: version)
        }
        return .object(fields)
    }
}

extension VoteResponse.TopicData: JSONConvertible {
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

extension VoteResponse.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("voteGranted", version, &self.voteGranted)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["voteGranted"] = self.voteGranted.json(version: version)
        return .object(fields)
    }
}

extension VoteResponse.NodeEndpoint: JSONConvertible {
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
