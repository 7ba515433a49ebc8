// Made by bin/generate from Schemas/Api/CreateDelegationToken.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension CreateDelegationTokenRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version == 3 {
            try fields.value("ownerPrincipalType", version, &self.ownerPrincipalType)
        }
        if version == 3 {
            try fields.value("ownerPrincipalName", version, &self.ownerPrincipalName)
        }
        try fields.value("renewers", version, &self.renewers)
        try fields.value("maxLifetimeMs", version, &self.maxLifetimeMs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version == 3 {
            fields["ownerPrincipalType"] = self.ownerPrincipalType.json(version: version)
        }
        if version == 3 {
            fields["ownerPrincipalName"] = self.ownerPrincipalName.json(version: version)
        }
        fields["renewers"] = self.renewers.json(version: version)
        fields["maxLifetimeMs"] = self.maxLifetimeMs.json(version: version)
        return .object(fields)
    }
}

extension CreateDelegationTokenRequest.CreatableRenewers: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("principalType", version, &self.principalType)
        try fields.value("principalName", version, &self.principalName)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["principalType"] = self.principalType.json(version: version)
        fields["principalName"] = self.principalName.json(version: version)
        return .object(fields)
    }
}

extension CreateDelegationTokenResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("principalType", version, &self.principalType)
        try fields.value("principalName", version, &self.principalName)
        if version == 3 {
            try fields.value("tokenRequesterPrincipalType", version, &self.tokenRequesterPrincipalType)
        }
        if version == 3 {
            try fields.value("tokenRequesterPrincipalName", version, &self.tokenRequesterPrincipalName)
        }
        try fields.value("issueTimestampMs", version, &self.issueTimestampMs)
        try fields.value("expiryTimestampMs", version, &self.expiryTimestampMs)
        try fields.value("maxTimestampMs", version, &self.maxTimestampMs)
        try fields.value("tokenId", version, &self.tokenId)
        try fields.value("hmac", version, &self.hmac)
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["principalType"] = self.principalType.json(version: version)
        fields["principalName"] = self.principalName.json(version: version)
        if version == 3 {
            fields["tokenRequesterPrincipalType"] = self.tokenRequesterPrincipalType.json(version: version)
        }
        if version == 3 {
            fields["tokenRequesterPrincipalName"] = self.tokenRequesterPrincipalName.json(version: version)
        }
        fields["issueTimestampMs"] = self.issueTimestampMs.json(version: version)
        fields["expiryTimestampMs"] = self.expiryTimestampMs.json(version: version)
        fields["maxTimestampMs"] = self.maxTimestampMs.json(version: version)
        fields["tokenId"] = self.tokenId.json(version: version)
        fields["hmac"] = self.hmac.json(version: version)
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        return .object(fields)
    }
}
