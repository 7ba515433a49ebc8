// Made by bin/generate from Schemas/Api/CreateTopics.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension CreateTopicsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topics", version, &self.topics)
        try fields.value("timeoutMs", version, &self.timeoutMs)
        try fields.value("validateOnly", version, &self.validateOnly)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topics"] = self.topics.json(version: version)
        fields["timeoutMs"] = self.timeoutMs.json(version: version)
        fields["validateOnly"] = self.validateOnly.json(version: version)
        return .object(fields)
    }
}

extension CreateTopicsRequest.CreatableTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("numPartitions", version, &self.numPartitions)
        try fields.value("replicationFactor", version, &self.replicationFactor)
        try fields.value("assignments", version, &self.assignments)
        try fields.value("configs", version, &self.configs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["numPartitions"] = self.numPartitions.json(version: version)
        fields["replicationFactor"] = self.replicationFactor.json(version: version)
        fields["assignments"] = self.assignments.json(version: version)
        fields["configs"] = self.configs.json(version: version)
        return .object(fields)
    }
}

extension CreateTopicsRequest.CreatableReplicaAssignment: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("brokerIds", version, &self.brokerIds)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["brokerIds"] = self.brokerIds.json(version: version)
        return .object(fields)
    }
}

extension CreateTopicsRequest.CreatableTopicConfig: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("value", version, &self.value)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["value"] = self.value.json(version: version)
        return .object(fields)
    }
}

extension CreateTopicsResponse: JSONConvertible {
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

extension CreateTopicsResponse.CreatableTopicResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        if version == 7 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        if version >= 5 {
            try fields.taggedValue("topicConfigErrorCode", version, &self.topicConfigErrorCode)
        }
        if version >= 5 {
            try fields.value("numPartitions", version, &self.numPartitions)
        }
        if version >= 5 {
            try fields.value("replicationFactor", version, &self.replicationFactor)
        }
        if version >= 5 {
            try fields.value("configs", version, &self.configs)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        if version == 7 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        if version >= 5 && self.topicConfigErrorCode.rawValue != 0 {
            fields["topicConfigErrorCode"] = self.topicConfigErrorCode.json(version: version)
        }
        if version >= 5 {
            fields["numPartitions"] = self.numPartitions.json(version: version)
        }
        if version >= 5 {
            fields["replicationFactor"] = self.replicationFactor.json(version: version)
        }
        if version >= 5 {
            fields["configs"] = self.configs.json(version: version)
        }
        return .object(fields)
    }
}

extension CreateTopicsResponse.CreatableTopicConfigs: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("value", version, &self.value)
        try fields.value("readOnly", version, &self.readOnly)
        try fields.value("configSource", version, &self.configSource)
        try fields.value("isSensitive", version, &self.isSensitive)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["value"] = self.value.json(version: version)
        fields["readOnly"] = self.readOnly.json(version: version)
        fields["configSource"] = self.configSource.json(version: version)
        fields["isSensitive"] = self.isSensitive.json(version: version)
        return .object(fields)
    }
}
