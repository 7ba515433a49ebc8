// Made by bin/generate from Schemas/Api/DescribeConfigs.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeConfigsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("resources", version, &self.resources)
        try fields.value("includeSynonyms", version, &self.includeSynonyms)
        if version >= 3 {
            try fields.value("includeDocumentation", version, &self.includeDocumentation)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["resources"] = self.resources.json(version: version)
        fields["includeSynonyms"] = self.includeSynonyms.json(version: version)
        if version >= 3 {
            fields["includeDocumentation"] = self.includeDocumentation.json(version: version)
        }
        return .object(fields)
    }
}

extension DescribeConfigsRequest.DescribeConfigsResource: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("resourceType", version, &self.resourceType)
        try fields.value("resourceName", version, &self.resourceName)
        try fields.value("configurationKeys", version, &self.configurationKeys)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["resourceType"] = self.resourceType.json(version: version)
        fields["resourceName"] = self.resourceName.json(version: version)
        fields["configurationKeys"] = self.configurationKeys.json(version: version)
        return .object(fields)
    }
}

extension DescribeConfigsResponse: JSONConvertible {
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

extension DescribeConfigsResponse.DescribeConfigsResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("resourceType", version, &self.resourceType)
        try fields.value("resourceName", version, &self.resourceName)
        try fields.value("configs", version, &self.configs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["resourceType"] = self.resourceType.json(version: version)
        fields["resourceName"] = self.resourceName.json(version: version)
        fields["configs"] = self.configs.json(version: version)
        return .object(fields)
    }
}

extension DescribeConfigsResponse.DescribeConfigsResourceResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("value", version, &self.value)
        try fields.value("readOnly", version, &self.readOnly)
        try fields.value("configSource", version, &self.configSource)
        try fields.value("isSensitive", version, &self.isSensitive)
        try fields.value("synonyms", version, &self.synonyms)
        if version >= 3 {
            try fields.value("configType", version, &self.configType)
        }
        if version >= 3 {
            try fields.value("documentation", version, &self.documentation)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["value"] = self.value.json(version: version)
        fields["readOnly"] = self.readOnly.json(version: version)
        fields["configSource"] = self.configSource.json(version: version)
        fields["isSensitive"] = self.isSensitive.json(version: version)
        fields["synonyms"] = self.synonyms.json(version: version)
        if version >= 3 {
            fields["configType"] = self.configType.json(version: version)
        }
        if version >= 3 {
            fields["documentation"] = self.documentation.json(version: version)
        }
        return .object(fields)
    }
}

extension DescribeConfigsResponse.DescribeConfigsSynonym: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("value", version, &self.value)
        try fields.value("source", version, &self.source)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["value"] = self.value.json(version: version)
        fields["source"] = self.source.json(version: version)
        return .object(fields)
    }
}
