// Made by bin/generate from Schemas/Records/raft/SnapshotFooterRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension SnapshotFooterRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("version", version, &self.version)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["version"] = self.version.json(version: version)
        return .object(fields)
    }
}
