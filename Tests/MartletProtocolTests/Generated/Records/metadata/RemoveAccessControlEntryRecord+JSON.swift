// Made by bin/generate from Schemas/Records/metadata/RemoveAccessControlEntryRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RemoveAccessControlEntryRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("id", version, &self.id)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["id"] = self.id.json(version: version)
        return .object(fields)
    }
}
