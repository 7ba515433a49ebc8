// Made by bin/generate from Schemas/Api/Fetch.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension FetchRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 12 {
            try fields.taggedValue("clusterId", version, &self.clusterId)
        }
        if version <= 14 {
            try fields.value("replicaId", version, &self.replicaId)
        }
        if version >= 15 {
            try fields.taggedValue("replicaState", version, &self.replicaState)
        }
        try fields.value("maxWaitMs", version, &self.maxWaitMs)
        try fields.value("minBytes", version, &self.minBytes)
        try fields.value("maxBytes", version, &self.maxBytes)
        try fields.value("isolationLevel", version, &self.isolationLevel)
        if version >= 7 {
            try fields.value("sessionId", version, &self.sessionId)
        }
        if version >= 7 {
            try fields.value("sessionEpoch", version, &self.sessionEpoch)
        }
        try fields.value("topics", version, &self.topics)
        if version >= 7 {
            try fields.value("forgottenTopicsData", version, &self.forgottenTopicsData)
        }
        if version >= 11 {
            try fields.value("rackId", version, &self.rackId)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 12 && self.clusterId != nil {
            fields["clusterId"] = self.clusterId.json(version: version)
        }
        if version <= 14 {
            fields["replicaId"] = self.replicaId.json(version: version)
        }
        if version >= 15 && self.replicaState != FetchRequest.ReplicaState() {
            fields["replicaState"] = self.replicaState.json(version: version)
        }
        fields["maxWaitMs"] = self.maxWaitMs.json(version: version)
        fields["minBytes"] = self.minBytes.json(version: version)
        fields["maxBytes"] = self.maxBytes.json(version: version)
        fields["isolationLevel"] = self.isolationLevel.json(version: version)
        if version >= 7 {
            fields["sessionId"] = self.sessionId.json(version: version)
        }
        if version >= 7 {
            fields["sessionEpoch"] = self.sessionEpoch.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        if version >= 7 {
            fields["forgottenTopicsData"] = self.forgottenTopicsData.json(version: version)
        }
        if version >= 11 {
            fields["rackId"] = self.rackId.json(version: version)
        }
        return .object(fields)
    }
}

extension FetchRequest.ReplicaState: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("replicaId", version, &self.replicaId)
        try fields.value("replicaEpoch", version, &self.replicaEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["replicaId"] = self.replicaId.json(version: version)
        fields["replicaEpoch"] = self.replicaEpoch.json(version: version)
        return .object(fields)
    }
}

extension FetchRequest.FetchTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version <= 12 {
            try fields.value("topic", version, &self.topic)
        }
        if version >= 13 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version <= 12 {
            fields["topic"] = self.topic.json(version: version)
        }
        if version >= 13 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension FetchRequest.FetchPartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partition", version, &self.partition)
        if version >= 9 {
            try fields.value("currentLeaderEpoch", version, &self.currentLeaderEpoch)
        }
        try fields.value("fetchOffset", version, &self.fetchOffset)
        if version >= 12 {
            try fields.value("lastFetchedEpoch", version, &self.lastFetchedEpoch)
        }
        if version >= 5 {
            try fields.value("logStartOffset", version, &self.logStartOffset)
        }
        try fields.value("partitionMaxBytes", version, &self.partitionMaxBytes)
        if version >= 17 {
            try fields.taggedValue("replicaDirectoryId", version, &self.replicaDirectoryId)
        }
        if version == 18 {
            try fields.taggedValue("highWatermark", version, &self.highWatermark)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partition"] = self.partition.json(version: version)
        if version >= 9 {
            fields["currentLeaderEpoch"] = self.currentLeaderEpoch.json(version: version)
        }
        fields["fetchOffset"] = self.fetchOffset.json(version: version)
        if version >= 12 {
            fields["lastFetchedEpoch"] = self.lastFetchedEpoch.json(version: version)
        }
        if version >= 5 {
            fields["logStartOffset"] = self.logStartOffset.json(version: version)
        }
        fields["partitionMaxBytes"] = self.partitionMaxBytes.json(version: version)
        if version >= 17 && self.replicaDirectoryId.uuid != .zero {
            fields["replicaDirectoryId"] = self.replicaDirectoryId.json(version: version)
        }
        if version == 18 && self.highWatermark.rawValue != 9223372036854775807 {
            fields["highWatermark"] = self.highWatermark.json(version: version)
        }
        return .object(fields)
    }
}

extension FetchRequest.ForgottenTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version <= 12 {
            try fields.value("topic", version, &self.topic)
        }
        if version >= 13 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version <= 12 {
            fields["topic"] = self.topic.json(version: version)
        }
        if version >= 13 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension FetchResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        if version >= 7 {
            try fields.value("errorCode", version, &self.errorCode)
        }
        if version >= 7 {
            try fields.value("sessionId", version, &self.sessionId)
        }
        try fields.value("responses", version, &self.responses)
        if version >= 16 {
            try fields.taggedValue("nodeEndpoints", version, &self.nodeEndpoints)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        if version >= 7 {
            fields["errorCode"] = self.errorCode.json(version: version)
        }
        if version >= 7 {
            fields["sessionId"] = self.sessionId.json(version: version)
        }
        fields["responses"] = self.responses.json(version: version)
        if version >= 16 && !self.nodeEndpoints.isEmpty {
            fields["nodeEndpoints"] = self.nodeEndpoints.json(version: version)
        }
        return .object(fields)
    }
}

extension FetchResponse.FetchableTopicResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version <= 12 {
            try fields.value("topic", version, &self.topic)
        }
        if version >= 13 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version <= 12 {
            fields["topic"] = self.topic.json(version: version)
        }
        if version >= 13 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension FetchResponse.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("highWatermark", version, &self.highWatermark)
        try fields.value("lastStableOffset", version, &self.lastStableOffset)
        if version >= 5 {
            try fields.value("logStartOffset", version, &self.logStartOffset)
        }
        if version >= 12 {
            try fields.taggedValue("divergingEpoch", version, &self.divergingEpoch)
        }
        if version >= 12 {
            try fields.taggedValue("currentLeader", version, &self.currentLeader)
        }
        if version >= 12 {
            try fields.taggedValue("snapshotId", version, &self.snapshotId)
        }
        try fields.value("abortedTransactions", version, &self.abortedTransactions)
        if version >= 11 {
            try fields.value("preferredReadReplica", version, &self.preferredReadReplica)
        }
        try fields.value("records", version, &self.records)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["highWatermark"] = self.highWatermark.json(version: version)
        fields["lastStableOffset"] = self.lastStableOffset.json(version: version)
        if version >= 5 {
            fields["logStartOffset"] = self.logStartOffset.json(version: version)
        }
        if version >= 12 && self.divergingEpoch != FetchResponse.EpochEndOffset() {
            fields["divergingEpoch"] = self.divergingEpoch.json(version: version)
        }
        if version >= 12 && self.currentLeader != FetchResponse.LeaderIdAndEpoch() {
            fields["currentLeader"] = self.currentLeader.json(version: version)
        }
        if version >= 12 && self.snapshotId != FetchResponse.SnapshotId() {
            fields["snapshotId"] = self.snapshotId.json(version: version)
        }
        fields["abortedTransactions"] = self.abortedTransactions.json(version: version)
        if version >= 11 {
            fields["preferredReadReplica"] = self.preferredReadReplica.json(version: version)
        }
        fields["records"] = self.records.json(version: version)
        return .object(fields)
    }
}

extension FetchResponse.EpochEndOffset: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("epoch", version, &self.epoch)
        try fields.value("endOffset", version, &self.endOffset)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["epoch"] = self.epoch.json(version: version)
        fields["endOffset"] = self.endOffset.json(version: version)
        return .object(fields)
    }
}

extension FetchResponse.LeaderIdAndEpoch: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        return .object(fields)
    }
}

extension FetchResponse.SnapshotId: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("endOffset", version, &self.endOffset)
        try fields.value("epoch", version, &self.epoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["endOffset"] = self.endOffset.json(version: version)
        fields["epoch"] = self.epoch.json(version: version)
        return .object(fields)
    }
}

extension FetchResponse.AbortedTransaction: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("producerId", version, &self.producerId)
        try fields.value("firstOffset", version, &self.firstOffset)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["producerId"] = self.producerId.json(version: version)
        fields["firstOffset"] = self.firstOffset.json(version: version)
        return .object(fields)
    }
}

extension FetchResponse.NodeEndpoint: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("nodeId", version, &self.nodeId)
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
        try fields.value("rack", version, &self.rack)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["nodeId"] = self.nodeId.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        fields["rack"] = self.rack.json(version: version)
        return .object(fields)
    }
}
