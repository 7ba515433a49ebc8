// Made by bin/generate from Schemas/Api/DescribeQuorum.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeQuorumRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension DescribeQuorumRequest.TopicData: JSONConvertible {
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

extension DescribeQuorumRequest.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        return .object(fields)
    }
}

extension DescribeQuorumResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        if version == 2 {
            try fields.value("errorMessage", version, &self.errorMessage)
        }
        try fields.value("topics", version, &self.topics)
        if version == 2 {
            try fields.value("nodes", version, &self.nodes)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        if version == 2 {
            fields["errorMessage"] = self.errorMessage.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        if version == 2 {
            fields["nodes"] = self.nodes.json(version: version)
        }
        return .object(fields)
    }
}

extension DescribeQuorumResponse.TopicData: JSONConvertible {
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

extension DescribeQuorumResponse.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
        if version == 2 {
            try fields.value("errorMessage", version, &self.errorMessage)
        }
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("highWatermark", version, &self.highWatermark)
        try fields.value("currentVoters", version, &self.currentVoters)
        try fields.value("observers", version, &self.observers)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        if version == 2 {
            fields["errorMessage"] = self.errorMessage.json(version: version)
        }
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["highWatermark"] = self.highWatermark.json(version: version)
        fields["currentVoters"] = self.currentVoters.json(version: version)
        fields["observers"] = self.observers.json(version: version)
        return .object(fields)
    }
}

extension DescribeQuorumResponse.Node: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("nodeId", version, &self.nodeId)
        try fields.value("listeners", version, &self.listeners)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["nodeId"] = self.nodeId.json(version: version)
        fields["listeners"] = self.listeners.json(version: version)
        return .object(fields)
    }
}

extension DescribeQuorumResponse.Listener: JSONConvertible {
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

extension DescribeQuorumResponse.ReplicaState: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("replicaId", version, &self.replicaId)
        if version == 2 {
            try fields.value("replicaDirectoryId", version, &self.replicaDirectoryId)
        }
        try fields.value("logEndOffset", version, &self.logEndOffset)
        if version >= 1 {
            try fields.value("lastFetchTimestamp", version, &self.lastFetchTimestamp)
        }
        if version >= 1 {
            try fields.value("lastCaughtUpTimestamp", version, &self.lastCaughtUpTimestamp)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["replicaId"] = self.replicaId.json(version: version)
        if version == 2 {
            fields["replicaDirectoryId"] = self.replicaDirectoryId.json(version: version)
        }
        fields["logEndOffset"] = self.logEndOffset.json(version: version)
        if version >= 1 {
            fields["lastFetchTimestamp"] = self.lastFetchTimestamp.json(version: version)
        }
        if version >= 1 {
            fields["lastCaughtUpTimestamp"] = self.lastCaughtUpTimestamp.json(version: version)
        }
        return .object(fields)
    }
}
