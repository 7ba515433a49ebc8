// Made by bin/generate from Schemas/Api/ExpireDelegationToken.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ExpireDelegationTokenRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("hmac", version, &self.hmac)
        try fields.value("expiryTimePeriodMs", version, &self.expiryTimePeriodMs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["hmac"] = self.hmac.json(version: version)
        fields["expiryTimePeriodMs"] = self.expiryTimePeriodMs.json(version: version)
        return .object(fields)
    }
}

extension ExpireDelegationTokenResponse: JSONConvertible {
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
