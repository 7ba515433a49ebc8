// Made by bin/generate from Schemas/Api/DescribeClientQuotas.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeClientQuotasRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("components", version, &self.components)
        try fields.value("strict", version, &self.strict)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["components"] = self.components.json(version: version)
        fields["strict"] = self.strict.json(version: version)
        return .object(fields)
    }
}

extension DescribeClientQuotasRequest.ComponentData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("entityType", version, &self.entityType)
        try fields.value("matchType", version, &self.matchType)
        try fields.value("match", version, &self.match)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["entityType"] = self.entityType.json(version: version)
        fields["matchType"] = self.matchType.json(version: version)
        fields["match"] = self.match.json(version: version)
        return .object(fields)
    }
}

extension DescribeClientQuotasResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("entries", version, &self.entries)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["entries"] = self.entries.json(version: version)
        return .object(fields)
    }
}

extension DescribeClientQuotasResponse.EntryData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("entity", version, &self.entity)
        try fields.value("values", version, &self.values)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["entity"] = self.entity.json(version: version)
        fields["values"] = self.values.json(version: version)
        return .object(fields)
    }
}

extension DescribeClientQuotasResponse.EntityData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("entityType", version, &self.entityType)
        try fields.value("entityName", version, &self.entityName)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["entityType"] = self.entityType.json(version: version)
        fields["entityName"] = self.entityName.json(version: version)
        return .object(fields)
    }
}

extension DescribeClientQuotasResponse.ValueData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("key", version, &self.key)
        try fields.value("value", version, &self.value)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["key"] = self.key.json(version: version)
        fields["value"] = self.value.json(version: version)
        return .object(fields)
    }
}
