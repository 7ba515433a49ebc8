// Made by bin/generate from Schemas/Api/FetchSnapshot.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension FetchSnapshotRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.taggedValue("clusterId", version, &self.clusterId)
        try fields.value("replicaId", version, &self.replicaId)
        try fields.value("maxBytes", version, &self.maxBytes)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if self.clusterId != nil {
            fields["clusterId"] = self.clusterId.json(version: version)
        }
        fields["replicaId"] = self.replicaId.json(version: version)
        fields["maxBytes"] = self.maxBytes.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension FetchSnapshotRequest.TopicSnapshot: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension FetchSnapshotRequest.PartitionSnapshot: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partition", version, &self.partition)
        try fields.value("currentLeaderEpoch", version, &self.currentLeaderEpoch)
        try fields.value("snapshotId", version, &self.snapshotId)
        try fields.value("position", version, &self.position)
        if version == 1 {
            try fields.taggedValue("replicaDirectoryId", version, &self.replicaDirectoryId)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partition"] = self.partition.json(version: version)
        fields["currentLeaderEpoch"] = self.currentLeaderEpoch.json(version: version)
        fields["snapshotId"] = self.snapshotId.json(version: version)
        fields["position"] = self.position.json(version: version)
        if version == 1 && self.replicaDirectoryId.uuid != .zero {
            fields["replicaDirectoryId"] = self.replicaDirectoryId.json(version: version)
        }
        return .object(fields)
    }
}

extension FetchSnapshotRequest.SnapshotId: JSONConvertible {
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

extension FetchSnapshotResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("topics", version, &self.topics)
        if version == 1 {
            try fields.taggedValue("nodeEndpoints", version, &self.nodeEndpoints)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        if version == 1 && !self.nodeEndpoints.isEmpty {
            fields["nodeEndpoints"] = self.nodeEndpoints.json(version: version)
        }
        return .object(fields)
    }
}

extension FetchSnapshotResponse.TopicSnapshot: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension FetchSnapshotResponse.PartitionSnapshot: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("index", version, &self.index)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("snapshotId", version, &self.snapshotId)
        try fields.taggedValue("currentLeader", version, &self.currentLeader)
        try fields.value("size", version, &self.size)
        try fields.value("position", version, &self.position)
        try fields.value("unalignedRecords", version, &self.unalignedRecords)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["index"] = self.index.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["snapshotId"] = self.snapshotId.json(version: version)
        if self.currentLeader != FetchSnapshotResponse.LeaderIdAndEpoch() {
            fields["currentLeader"] = self.currentLeader.json(version: version)
        }
        fields["size"] = self.size.json(version: version)
        fields["position"] = self.position.json(version: version)
        fields["unalignedRecords"] = self.unalignedRecords.json(version: version)
        return .object(fields)
    }
}

extension FetchSnapshotResponse.SnapshotId: JSONConvertible {
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

extension FetchSnapshotResponse.LeaderIdAndEpoch: JSONConvertible {
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

extension FetchSnapshotResponse.NodeEndpoint: JSONConvertible {
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
