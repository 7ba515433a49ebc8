// Made by bin/generate from Schemas/Api/DescribeDelegationToken.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeDelegationTokenRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("owners", version, &self.owners)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["owners"] = self.owners.json(version: version)
        return .object(fields)
    }
}

extension DescribeDelegationTokenRequest.DescribeDelegationTokenOwner: JSONConvertible {
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

extension DescribeDelegationTokenResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("tokens", version, &self.tokens)
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["tokens"] = self.tokens.json(version: version)
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        return .object(fields)
    }
}

extension DescribeDelegationTokenResponse.DescribedDelegationToken: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("principalType", version, &self.principalType)
        try fields.value("principalName", version, &self.principalName)
        if version == 3 {
            try fields.value("tokenRequesterPrincipalType", version, &self.tokenRequesterPrincipalType)
        }
        if version == 3 {
            try fields.value("tokenRequesterPrincipalName", version, &self.tokenRequesterPrincipalName)
        }
        try fields.value("issueTimestamp", version, &self.issueTimestamp)
        try fields.value("expiryTimestamp", version, &self.expiryTimestamp)
        try fields.value("maxTimestamp", version, &self.maxTimestamp)
        try fields.value("tokenId", version, &self.tokenId)
        try fields.value("hmac", version, &self.hmac)
        try fields.value("renewers", version, &self.renewers)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["principalType"] = self.principalType.json(version: version)
        fields["principalName"] = self.principalName.json(version: version)
        if version == 3 {
            fields["tokenRequesterPrincipalType"] = self.tokenRequesterPrincipalType.json(version: version)
        }
        if version == 3 {
            fields["tokenRequesterPrincipalName"] = self.tokenRequesterPrincipalName.json(version: version)
        }
        fields["issueTimestamp"] = self.issueTimestamp.json(version: version)
        fields["expiryTimestamp"] = self.expiryTimestamp.json(version: version)
        fields["maxTimestamp"] = self.maxTimestamp.json(version: version)
        fields["tokenId"] = self.tokenId.json(version: version)
        fields["hmac"] = self.hmac.json(version: version)
        fields["renewers"] = self.renewers.json(version: version)
        return .object(fields)
    }
}

extension DescribeDelegationTokenResponse.DescribedDelegationTokenRenewer: JSONConvertible {
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
