// Made by bin/generate from Schemas/Api/SaslHandshake.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension SaslHandshakeRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("mechanism", version, &self.mechanism)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["mechanism"] = self.mechanism.json(version: version)
        return .object(fields)
    }
}

extension SaslHandshakeResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("mechanisms", version, &self.mechanisms)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["mechanisms"] = self.mechanisms.json(version: version)
        return .object(fields)
    }
}
