// Made by bin/generate from Schemas/Api/OffsetFetch.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension OffsetFetchRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version <= 7 {
            try fields.value("groupId", version, &self.groupId)
        }
        if version <= 7 {
            try fields.value("topics", version, &self.topics)
        }
        if version >= 8 {
            try fields.value("groups", version, &self.groups)
        }
        if version >= 7 {
            try fields.value("requireStable", version, &self.requireStable)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version <= 7 {
            fields["groupId"] = self.groupId.json(version: version)
        }
        if version <= 7 {
            fields["topics"] = self.topics.json(version: version)
        }
        if version >= 8 {
            fields["groups"] = self.groups.json(version: version)
        }
        if version >= 7 {
            fields["requireStable"] = self.requireStable.json(version: version)
        }
        return .object(fields)
    }
}

extension OffsetFetchRequest.OffsetFetchRequestTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitionIndexes", version, &self.partitionIndexes)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitionIndexes"] = self.partitionIndexes.json(version: version)
        return .object(fields)
    }
}

extension OffsetFetchRequest.OffsetFetchRequestGroup: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        if version >= 9 {
            try fields.value("memberId", version, &self.memberId)
        }
        if version >= 9 {
            try fields.value("memberEpoch", version, &self.memberEpoch)
        }
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        if version >= 9 {
            fields["memberId"] = self.memberId.json(version: version)
        }
        if version >= 9 {
            fields["memberEpoch"] = self.memberEpoch.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension OffsetFetchRequest.OffsetFetchRequestTopics: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version <= 9 {
            try fields.value("name", version, &self.name)
        }
        if version == 10 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("partitionIndexes", version, &self.partitionIndexes)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version <= 9 {
            fields["name"] = self.name.json(version: version)
        }
        if version == 10 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["partitionIndexes"] = self.partitionIndexes.json(version: version)
        return .object(fields)
    }
}

extension OffsetFetchResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 3 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        if version <= 7 {
            try fields.value("topics", version, &self.topics)
        }
        if version >= 2 && version <= 7 {
            try fields.value("errorCode", version, &self.errorCode)
        }
        if version >= 8 {
            try fields.value("groups", version, &self.groups)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 3 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        if version <= 7 {
            fields["topics"] = self.topics.json(version: version)
        }
        if version >= 2 && version <= 7 {
            fields["errorCode"] = self.errorCode.json(version: version)
        }
        if version >= 8 {
            fields["groups"] = self.groups.json(version: version)
        }
        return .object(fields)
    }
}

extension OffsetFetchResponse.OffsetFetchResponseTopic: JSONConvertible {
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

extension OffsetFetchResponse.OffsetFetchResponsePartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("committedOffset", version, &self.committedOffset)
        if version >= 5 {
            try fields.value("committedLeaderEpoch", version, &self.committedLeaderEpoch)
        }
        try fields.value("metadata", version, &self.metadata)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["committedOffset"] = self.committedOffset.json(version: version)
        if version >= 5 {
            fields["committedLeaderEpoch"] = self.committedLeaderEpoch.json(version: version)
        }
        fields["metadata"] = self.metadata.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}

extension OffsetFetchResponse.OffsetFetchResponseGroup: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("topics", version, &self.topics)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}

extension OffsetFetchResponse.OffsetFetchResponseTopics: JSONConvertible {
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

extension OffsetFetchResponse.OffsetFetchResponsePartitions: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("committedOffset", version, &self.committedOffset)
        try fields.value("committedLeaderEpoch", version, &self.committedLeaderEpoch)
        try fields.value("metadata", version, &self.metadata)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["committedOffset"] = self.committedOffset.json(version: version)
        fields["committedLeaderEpoch"] = self.committedLeaderEpoch.json(version: version)
        fields["metadata"] = self.metadata.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
