// Made by bin/generate from Schemas/Records/metadata/ZkMigrationStateRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ZkMigrationStateRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("zkMigrationState", version, &self.zkMigrationState)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["zkMigrationState"] = self.zkMigrationState.json(version: version)
        return .object(fields)
    }
}
