// Made by bin/generate from Schemas/Records/metadata/AbortTransactionRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AbortTransactionRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.taggedValue("reason", version, &self.reason)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if self.reason != nil {
            fields["reason"] = self.reason.json(version: version)
        }
        return .object(fields)
    }
}
