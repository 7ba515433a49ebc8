// Made by bin/generate from Schemas/Records/metadata/EndTransactionRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension EndTransactionRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        _ = try json.object()
    }

    func json(version: Int16) -> JSON {
        let fields: [String: JSON] = [:]
        return .object(fields)
    }
}
