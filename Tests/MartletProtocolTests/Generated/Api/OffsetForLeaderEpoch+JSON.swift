// Made by bin/generate from Schemas/Api/OffsetForLeaderEpoch.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension OffsetForLeaderEpochRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 3 {
            try fields.value("replicaId", version, &self.replicaId)
        }
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 3 {
            fields["replicaId"] = self.replicaId.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension OffsetForLeaderEpochRequest.OffsetForLeaderTopic: JSONConvertible {
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

extension OffsetForLeaderEpochRequest.OffsetForLeaderPartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partition", version, &self.partition)
        try fields.value("currentLeaderEpoch", version, &self.currentLeaderEpoch)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partition"] = self.partition.json(version: version)
        fields["currentLeaderEpoch"] = self.currentLeaderEpoch.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        return .object(fields)
    }
}

extension OffsetForLeaderEpochResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult: JSONConvertible {
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

extension OffsetForLeaderEpochResponse.EpochEndOffset: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("partition", version, &self.partition)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("endOffset", version, &self.endOffset)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["partition"] = self.partition.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["endOffset"] = self.endOffset.json(version: version)
        return .object(fields)
    }
}
