// Made by bin/generate from Schemas/Records/transaction/TransactionLogKey.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension TransactionLogKey: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("transactionalId", version, &self.transactionalId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["transactionalId"] = self.transactionalId.json(version: version)
        return .object(fields)
    }
}
