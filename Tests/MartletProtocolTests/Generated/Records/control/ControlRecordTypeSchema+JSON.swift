// Made by bin/generate from Schemas/Records/control/ControlRecordTypeSchema.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ControlRecordTypeSchema: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("type", version, &self.type)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["type"] = self.type.json(version: version)
        return .object(fields)
    }
}
