// Made by bin/generate from Schemas/Records/metadata/ClientQuotaRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ClientQuotaRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("entity", version, &self.entity)
        try fields.value("key", version, &self.key)
        try fields.value("value", version, &self.value)
        try fields.value("remove", version, &self.remove)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["entity"] = self.entity.json(version: version)
        fields["key"] = self.key.json(version: version)
        fields["value"] = self.value.json(version: version)
        fields["remove"] = self.remove.json(version: version)
        return .object(fields)
    }
}

extension ClientQuotaRecord.EntityData: JSONConvertible {
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
