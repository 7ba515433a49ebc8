// Made by bin/generate from Schemas/Api/SaslAuthenticate.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension SaslAuthenticateRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("authBytes", version, &self.authBytes)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["authBytes"] = self.authBytes.json(version: version)
        return .object(fields)
    }
}

extension SaslAuthenticateResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("authBytes", version, &self.authBytes)
        if version >= 1 {
            try fields.value("sessionLifetimeMs", version, &self.sessionLifetimeMs)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["authBytes"] = self.authBytes.json(version: version)
        if version >= 1 {
            fields["sessionLifetimeMs"] = self.sessionLifetimeMs.json(version: version)
        }
        return .object(fields)
    }
}
