// Made by bin/generate from Schemas/Api/DescribeUserScramCredentials.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeUserScramCredentialsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("users", version, &self.users)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["users"] = self.users.json(version: version)
        return .object(fields)
    }
}

extension DescribeUserScramCredentialsRequest.UserName: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        return .object(fields)
    }
}

extension DescribeUserScramCredentialsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("results", version, &self.results)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["results"] = self.results.json(version: version)
        return .object(fields)
    }
}

extension DescribeUserScramCredentialsResponse.DescribeUserScramCredentialsResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("user", version, &self.user)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("credentialInfos", version, &self.credentialInfos)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["user"] = self.user.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["credentialInfos"] = self.credentialInfos.json(version: version)
        return .object(fields)
    }
}

extension DescribeUserScramCredentialsResponse.CredentialInfo: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("mechanism", version, &self.mechanism)
        try fields.value("iterations", version, &self.iterations)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["mechanism"] = self.mechanism.json(version: version)
        fields["iterations"] = self.iterations.json(version: version)
        return .object(fields)
    }
}
