// Made by bin/generate from Schemas/Api/AlterClientQuotas.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AlterClientQuotasRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("entries", version, &self.entries)
        try fields.value("validateOnly", version, &self.validateOnly)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["entries"] = self.entries.json(version: version)
        fields["validateOnly"] = self.validateOnly.json(version: version)
        return .object(fields)
    }
}

extension AlterClientQuotasRequest.EntryData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("entity", version, &self.entity)
        try fields.value("ops", version, &self.ops)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["entity"] = self.entity.json(version: version)
        fields["ops"] = self.ops.json(version: version)
        return .object(fields)
    }
}

extension AlterClientQuotasRequest.EntityData: JSONConvertible {
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

extension AlterClientQuotasRequest.OpData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("key", version, &self.key)
        try fields.value("value", version, &self.value)
        try fields.value("remove", version, &self.remove)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["key"] = self.key.json(version: version)
        fields["value"] = self.value.json(version: version)
        fields["remove"] = self.remove.json(version: version)
        return .object(fields)
    }
}

extension AlterClientQuotasResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("entries", version, &self.entries)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["entries"] = self.entries.json(version: version)
        return .object(fields)
    }
}

extension AlterClientQuotasResponse.EntryData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("entity", version, &self.entity)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["entity"] = self.entity.json(version: version)
        return .object(fields)
    }
}

extension AlterClientQuotasResponse.EntityData: JSONConvertible {
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
