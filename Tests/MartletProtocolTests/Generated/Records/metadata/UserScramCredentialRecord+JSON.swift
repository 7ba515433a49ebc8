// Made by bin/generate from Schemas/Records/metadata/UserScramCredentialRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension UserScramCredentialRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("mechanism", version, &self.mechanism)
        try fields.value("salt", version, &self.salt)
        try fields.value("storedKey", version, &self.storedKey)
        try fields.value("serverKey", version, &self.serverKey)
        try fields.value("iterations", version, &self.iterations)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["mechanism"] = self.mechanism.json(version: version)
        fields["salt"] = self.salt.json(version: version)
        fields["storedKey"] = self.storedKey.json(version: version)
        fields["serverKey"] = self.serverKey.json(version: version)
        fields["iterations"] = self.iterations.json(version: version)
        return .object(fields)
    }
}
