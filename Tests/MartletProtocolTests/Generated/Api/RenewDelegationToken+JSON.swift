// Made by bin/generate from Schemas/Api/RenewDelegationToken.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RenewDelegationTokenRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("hmac", version, &self.hmac)
        try fields.value("renewPeriodMs", version, &self.renewPeriodMs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["hmac"] = self.hmac.json(version: version)
        fields["renewPeriodMs"] = self.renewPeriodMs.json(version: version)
        return .object(fields)
    }
}

extension RenewDelegationTokenResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("expiryTimestampMs", version, &self.expiryTimestampMs)
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["expiryTimestampMs"] = self.expiryTimestampMs.json(version: version)
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        return .object(fields)
    }
}
