// Made by bin/generate from Schemas/Api/AlterUserScramCredentials.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AlterUserScramCredentialsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("deletions", version, &self.deletions)
        try fields.value("upsertions", version, &self.upsertions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["deletions"] = self.deletions.json(version: version)
        fields["upsertions"] = self.upsertions.json(version: version)
        return .object(fields)
    }
}

extension AlterUserScramCredentialsRequest.ScramCredentialDeletion: JSONConvertible {
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

extension AlterUserScramCredentialsRequest.ScramCredentialUpsertion: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("mechanism", version, &self.mechanism)
        try fields.value("iterations", version, &self.iterations)
        try fields.value("salt", version, &self.salt)
        try fields.value("saltedPassword", version, &self.saltedPassword)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["mechanism"] = self.mechanism.json(version: version)
        fields["iterations"] = self.iterations.json(version: version)
        fields["salt"] = self.salt.json(version: version)
        fields["saltedPassword"] = self.saltedPassword.json(version: version)
        return .object(fields)
    }
}

extension AlterUserScramCredentialsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("results", version, &self.results)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["results"] = self.results.json(version: version)
        return .object(fields)
    }
}

extension AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("user", version, &self.user)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["user"] = self.user.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        return .object(fields)
    }
}
