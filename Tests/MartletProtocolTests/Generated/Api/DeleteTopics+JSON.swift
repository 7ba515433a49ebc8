// Made by bin/generate from Schemas/Api/DeleteTopics.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DeleteTopicsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version == 6 {
            try fields.value("topics", version, &self.topics)
        }
        if version <= 5 {
            try fields.value("topicNames", version, &self.topicNames)
        }
        try fields.value("timeoutMs", version, &self.timeoutMs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version == 6 {
            fields["topics"] = self.topics.json(version: version)
        }
        if version <= 5 {
            fields["topicNames"] = self.topicNames.json(version: version)
        }
        fields["timeoutMs"] = self.timeoutMs.json(version: version)
        return .object(fields)
    }
}

extension DeleteTopicsRequest.DeleteTopicState: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("topicId", version, &self.topicId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["topicId"] = self.topicId.json(version: version)
        return .object(fields)
    }
}

extension DeleteTopicsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("responses", version, &self.responses)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["responses"] = self.responses.json(version: version)
        return .object(fields)
    }
}

extension DeleteTopicsResponse.DeletableTopicResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        if version == 6 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("errorCode", version, &self.errorCode)
        if version >= 5 {
            try fields.value("errorMessage", version, &self.errorMessage)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        if version == 6 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["errorCode"] = self.errorCode.json(version: version)
        if version >= 5 {
            fields["errorMessage"] = self.errorMessage.json(version: version)
        }
        return .object(fields)
    }
}
