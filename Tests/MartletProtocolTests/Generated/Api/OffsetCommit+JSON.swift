// Made by bin/generate from Schemas/Api/OffsetCommit.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension OffsetCommitRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("generationIdOrMemberEpoch", version, &self.generationIdOrMemberEpoch)
        try fields.value("memberId", version, &self.memberId)
        if version >= 7 {
            try fields.value("groupInstanceId", version, &self.groupInstanceId)
        }
        if version <= 4 {
            try fields.value("retentionTimeMs", version, &self.retentionTimeMs)
        }
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["generationIdOrMemberEpoch"] = self.generationIdOrMemberEpoch.json(version: version)
        fields["memberId"] = self.memberId.json(version: version)
        if version >= 7 {
            fields["groupInstanceId"] = self.groupInstanceId.json(version: version)
        }
        if version <= 4 {
            fields["retentionTimeMs"] = self.retentionTimeMs.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension OffsetCommitRequest.OffsetCommitRequestTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version <= 9 {
            try fields.value("name", version, &self.name)
        }
        if version == 10 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version <= 9 {
            fields["name"] = self.name.json(version: version)
        }
        if version == 10 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension OffsetCommitRequest.OffsetCommitRequestPartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("committedOffset", version, &self.committedOffset)
        if version >= 6 {
            try fields.value("committedLeaderEpoch", version, &self.committedLeaderEpoch)
        }
        try fields.value("committedMetadata", version, &self.committedMetadata)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["committedOffset"] = self.committedOffset.json(version: version)
        if version >= 6 {
            fields["committedLeaderEpoch"] = self.committedLeaderEpoch.json(version: version)
        }
        fields["committedMetadata"] = self.committedMetadata.json(version: version)
        return .object(fields)
    }
}

extension OffsetCommitResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 3 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 3 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension OffsetCommitResponse.OffsetCommitResponseTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version <= 9 {
            try fields.value("name", version, &self.name)
        }
        if version == 10 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version <= 9 {
            fields["name"] = self.name.json(version: version)
        }
        if version == 10 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension OffsetCommitResponse.OffsetCommitResponsePartition: JSONConvertible {
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
