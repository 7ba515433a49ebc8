// Made by bin/generate from Schemas/Records/metadata/RemoveUserScramCredentialRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RemoveUserScramCredentialRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("mechanism", version, &self.mechanism)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["mechanism"] = self.mechanism.json(version: version)
        return .object(fields)
    }
}
