// Made by bin/generate from Schemas/Records/metadata/AccessControlEntryRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AccessControlEntryRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("id", version, &self.id)
        try fields.value("resourceType", version, &self.resourceType)
        try fields.value("resourceName", version, &self.resourceName)
        try fields.value("patternType", version, &self.patternType)
        try fields.value("principal", version, &self.principal)
        try fields.value("host", version, &self.host)
        try fields.value("operation", version, &self.operation)
        try fields.value("permissionType", version, &self.permissionType)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["id"] = self.id.json(version: version)
        fields["resourceType"] = self.resourceType.json(version: version)
        fields["resourceName"] = self.resourceName.json(version: version)
        fields["patternType"] = self.patternType.json(version: version)
        fields["principal"] = self.principal.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["operation"] = self.operation.json(version: version)
        fields["permissionType"] = self.permissionType.json(version: version)
        return .object(fields)
    }
}
