// Made by bin/generate from Schemas/Api/ListOffsets.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ListOffsetsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("replicaId", version, &self.replicaId)
        if version >= 2 {
            try fields.value("isolationLevel", version, &self.isolationLevel)
        }
        try fields.value("topics", version, &self.topics)
        if version >= 10 {
            try fields.value("timeoutMs", version, &self.timeoutMs)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["replicaId"] = self.replicaId.json(version: version)
        if version >= 2 {
            fields["isolationLevel"] = self.isolationLevel.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        if version >= 10 {
            fields["timeoutMs"] = self.timeoutMs.json(version: version)
        }
        return .object(fields)
    }
}

extension ListOffsetsRequest.ListOffsetsTopic: JSONConvertible {
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

extension ListOffsetsRequest.ListOffsetsPartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        if version >= 4 {
            try fields.value("currentLeaderEpoch", version, &self.currentLeaderEpoch)
        }
        try fields.value("timestamp", version, &self.timestamp)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        if version >= 4 {
            fields["currentLeaderEpoch"] = self.currentLeaderEpoch.json(version: version)
        }
        fields["timestamp"] = self.timestamp.json(version: version)
        return .object(fields)
    }
}

extension ListOffsetsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 2 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 2 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension ListOffsetsResponse.ListOffsetsTopicResponse: JSONConvertible {
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

extension ListOffsetsResponse.ListOffsetsPartitionResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("timestamp", version, &self.timestamp)
        try fields.value("offset", version, &self.offset)
        if version >= 4 {
            try fields.value("leaderEpoch", version, &self.leaderEpoch)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["timestamp"] = self.timestamp.json(version: version)
        fields["offset"] = self.offset.json(version: version)
        if version >= 4 {
            fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        }
        return .object(fields)
    }
}
