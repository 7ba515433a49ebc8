// Made by bin/generate from Schemas/Records/metadata/ConfigRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ConfigRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("resourceType", version, &self.resourceType)
        try fields.value("resourceName", version, &self.resourceName)
        try fields.value("name", version, &self.name)
        try fields.value("value", version, &self.value)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["resourceType"] = self.resourceType.json(version: version)
        fields["resourceName"] = self.resourceName.json(version: version)
        fields["name"] = self.name.json(version: version)
        fields["value"] = self.value.json(version: version)
        return .object(fields)
    }
}
