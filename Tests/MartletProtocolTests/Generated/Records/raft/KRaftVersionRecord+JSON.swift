// Made by bin/generate from Schemas/Records/raft/KRaftVersionRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension KRaftVersionRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("version", version, &self.version)
        try fields.value("kRaftVersion", version, &self.kRaftVersion)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["version"] = self.version.json(version: version)
        fields["kRaftVersion"] = self.kRaftVersion.json(version: version)
        return .object(fields)
    }
}
