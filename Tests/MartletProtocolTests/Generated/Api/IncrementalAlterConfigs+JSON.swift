// Made by bin/generate from Schemas/Api/IncrementalAlterConfigs.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension IncrementalAlterConfigsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("resources", version, &self.resources)
        try fields.value("validateOnly", version, &self.validateOnly)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["resources"] = self.resources.json(version: version)
        fields["validateOnly"] = self.validateOnly.json(version: version)
        return .object(fields)
    }
}

extension IncrementalAlterConfigsRequest.AlterConfigsResource: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("resourceType", version, &self.resourceType)
        try fields.value("resourceName", version, &self.resourceName)
        try fields.value("configs", version, &self.configs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["resourceType"] = self.resourceType.json(version: version)
        fields["resourceName"] = self.resourceName.json(version: version)
        fields["configs"] = self.configs.json(version: version)
        return .object(fields)
    }
}

extension IncrementalAlterConfigsRequest.AlterableConfig: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("configOperation", version, &self.configOperation)
        try fields.value("value", version, &self.value)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["configOperation"] = self.configOperation.json(version: version)
        fields["value"] = self.value.json(version: version)
        return .object(fields)
    }
}

extension IncrementalAlterConfigsResponse: JSONConvertible {
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

extension IncrementalAlterConfigsResponse.AlterConfigsResourceResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("resourceType", version, &self.resourceType)
        try fields.value("resourceName", version, &self.resourceName)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["resourceType"] = self.resourceType.json(version: version)
        fields["resourceName"] = self.resourceName.json(version: version)
        return .object(fields)
    }
}
