// Made by bin/generate from Schemas/Api/CreateAcls.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension CreateAclsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("creations", version, &self.creations)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["creations"] = self.creations.json(version: version)
        return .object(fields)
    }
}

extension CreateAclsRequest.AclCreation: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("resourceType", version, &self.resourceType)
        try fields.value("resourceName", version, &self.resourceName)
        try fields.value("resourcePatternType", version, &self.resourcePatternType)
        try fields.value("principal", version, &self.principal)
        try fields.value("host", version, &self.host)
        try fields.value("operation", version, &self.operation)
        try fields.value("permissionType", version, &self.permissionType)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["resourceType"] = self.resourceType.json(version: version)
        fields["resourceName"] = self.resourceName.json(version: version)
        fields["resourcePatternType"] = self.resourcePatternType.json(version: version)
        fields["principal"] = self.principal.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["operation"] = self.operation.json(version: version)
        fields["permissionType"] = self.permissionType.json(version: version)
        return .object(fields)
    }
}

extension CreateAclsResponse: JSONConvertible {
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

extension CreateAclsResponse.AclCreationResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        return .object(fields)
    }
}
