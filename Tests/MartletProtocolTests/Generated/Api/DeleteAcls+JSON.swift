// Made by bin/generate from Schemas/Api/DeleteAcls.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DeleteAclsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("filters", version, &self.filters)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["filters"] = self.filters.json(version: version)
        return .object(fields)
    }
}

extension DeleteAclsRequest.DeleteAclsFilter: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("resourceTypeFilter", version, &self.resourceTypeFilter)
        try fields.value("resourceNameFilter", version, &self.resourceNameFilter)
        try fields.value("patternTypeFilter", version, &self.patternTypeFilter)
        try fields.value("principalFilter", version, &self.principalFilter)
        try fields.value("hostFilter", version, &self.hostFilter)
        try fields.value("operation", version, &self.operation)
        try fields.value("permissionType", version, &self.permissionType)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["resourceTypeFilter"] = self.resourceTypeFilter.json(version: version)
        fields["resourceNameFilter"] = self.resourceNameFilter.json(version: version)
        fields["patternTypeFilter"] = self.patternTypeFilter.json(version: version)
        fields["principalFilter"] = self.principalFilter.json(version: version)
        fields["hostFilter"] = self.hostFilter.json(version: version)
        fields["operation"] = self.operation.json(version: version)
        fields["permissionType"] = self.permissionType.json(version: version)
        return .object(fields)
    }
}

extension DeleteAclsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("filterResults", version, &self.filterResults)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["filterResults"] = self.filterResults.json(version: version)
        return .object(fields)
    }
}

extension DeleteAclsResponse.DeleteAclsFilterResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("matchingAcls", version, &self.matchingAcls)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["matchingAcls"] = self.matchingAcls.json(version: version)
        return .object(fields)
    }
}

extension DeleteAclsResponse.DeleteAclsMatchingAcl: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("resourceType", version, &self.resourceType)
        try fields.value("resourceName", version, &self.resourceName)
        try fields.value("patternType", version, &self.patternType)
        try fields.value("principal", version, &self.principal)
        try fields.value("host", version, &self.host)
        try fields.value("operation", version, &self.operation)
        try fields.value("permissionType", version, &self.permissionType)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["resourceType"] = self.resourceType.json(version: version)
        fields["resourceName"] = self.resourceName.json(version: version)
        fields["patternType"] = self.patternType.json(version: version)
        fields["principal"] = self.principal.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["operation"] = self.operation.json(version: version)
        fields["permissionType"] = self.permissionType.json(version: version)
        return .object(fields)
    }
}
