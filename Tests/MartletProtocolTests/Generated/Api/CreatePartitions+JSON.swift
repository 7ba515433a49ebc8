// Made by bin/generate from Schemas/Api/CreatePartitions.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension CreatePartitionsRequest: JSONConvertible {
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

extension CreatePartitionsRequest.CreatePartitionsTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("count", version, &self.count)
        try fields.value("assignments", version, &self.assignments)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["count"] = self.count.json(version: version)
        fields["assignments"] = self.assignments.json(version: version)
        return .object(fields)
    }
}

extension CreatePartitionsRequest.CreatePartitionsAssignment: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("brokerIds", version, &self.brokerIds)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["brokerIds"] = self.brokerIds.json(version: version)
        return .object(fields)
    }
}

extension CreatePartitionsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("results", version, &self.results)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["results"] = self.results.json(version: version)
        return .object(fields)
    }
}

extension CreatePartitionsResponse.CreatePartitionsTopicResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        return .object(fields)
    }
}
