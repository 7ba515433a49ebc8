// Made by bin/generate from Schemas/Api/TxnOffsetCommit.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension TxnOffsetCommitRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("transactionalId", version, &self.transactionalId)
        try fields.value("groupId", version, &self.groupId)
        try fields.value("producerId", version, &self.producerId)
        try fields.value("producerEpoch", version, &self.producerEpoch)
        if version >= 3 {
            try fields.value("generationId", version, &self.generationId)
        }
        if version >= 3 {
            try fields.value("memberId", version, &self.memberId)
        }
        if version >= 3 {
            try fields.value("groupInstanceId", version, &self.groupInstanceId)
        }
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["transactionalId"] = self.transactionalId.json(version: version)
        fields["groupId"] = self.groupId.json(version: version)
        fields["producerId"] = self.producerId.json(version: version)
        fields["producerEpoch"] = self.producerEpoch.json(version: version)
        if version >= 3 {
            fields["generationId"] = self.generationId.json(version: version)
        }
        if version >= 3 {
            fields["memberId"] = self.memberId.json(version: version)
        }
        if version >= 3 {
            fields["groupInstanceId"] = self.groupInstanceId.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic: JSONConvertible {
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

extension TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("committedOffset", version, &self.committedOffset)
        if version >= 2 {
            try fields.value("committedLeaderEpoch", version, &self.committedLeaderEpoch)
        }
        try fields.value("committedMetadata", version, &self.committedMetadata)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["committedOffset"] = self.committedOffset.json(version: version)
        if version >= 2 {
            fields["committedLeaderEpoch"] = self.committedLeaderEpoch.json(version: version)
        }
        fields["committedMetadata"] = self.committedMetadata.json(version: version)
        return .object(fields)
    }
}

extension TxnOffsetCommitResponse: JSONConvertible {
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

extension TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic: JSONConvertible {
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

extension TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition: JSONConvertible {
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
