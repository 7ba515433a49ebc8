// Made by bin/generate from Schemas/Records/metadata/BeginTransactionRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension BeginTransactionRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.taggedValue("name", version, &self.name)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if self.name != nil {
            fields["name"] = self.name.json(version: version)
        }
        return .object(fields)
    }
}
