// Made by bin/generate from Schemas/Api/DescribeGroups.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeGroupsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groups", version, &self.groups)
        if version >= 3 {
            try fields.value("includeAuthorizedOperations", version, &self.includeAuthorizedOperations)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groups"] = self.groups.json(version: version)
        if version >= 3 {
            fields["includeAuthorizedOperations"] = self.includeAuthorizedOperations.json(version: version)
        }
        return .object(fields)
    }
}

extension DescribeGroupsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 1 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        try fields.value("groups", version, &self.groups)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 1 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        fields["groups"] = self.groups.json(version: version)
        return .object(fields)
    }
}

extension DescribeGroupsResponse.DescribedGroup: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        if version == 6 {
            try fields.value("errorMessage", version, &self.errorMessage)
        }
        try fields.value("groupId", version, &self.groupId)
        try fields.value("groupState", version, &self.groupState)
        try fields.value("protocolType", version, &self.protocolType)
        try fields.value("protocolData", version, &self.protocolData)
        try fields.value("members", version, &self.members)
        if version >= 3 {
            try fields.value("authorizedOperations", version, &self.authorizedOperations)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        if version == 6 {
            fields["errorMessage"] = self.errorMessage.json(version: version)
        }
        fields["groupId"] = self.groupId.json(version: version)
        fields["groupState"] = self.groupState.json(version: version)
        fields["protocolType"] = self.protocolType.json(version: version)
        fields["protocolData"] = self.protocolData.json(version: version)
        fields["members"] = self.members.json(version: version)
        if version >= 3 {
            fields["authorizedOperations"] = self.authorizedOperations.json(version: version)
        }
        return .object(fields)
    }
}

extension DescribeGroupsResponse.DescribedGroupMember: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("memberId", version, &self.memberId)
        if version >= 4 {
            try fields.value("groupInstanceId", version, &self.groupInstanceId)
        }
        try fields.value("clientId", version, &self.clientId)
        try fields.value("clientHost", version, &self.clientHost)
        try fields.value("memberMetadata", version, &self.memberMetadata)
        try fields.value("memberAssignment", version, &self.memberAssignment)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["memberId"] = self.memberId.json(version: version)
        if version >= 4 {
            fields["groupInstanceId"] = self.groupInstanceId.json(version: version)
        }
        fields["clientId"] = self.clientId.json(version: version)
        fields["clientHost"] = self.clientHost.json(version: version)
        fields["memberMetadata"] = self.memberMetadata.json(version: version)
        fields["memberAssignment"] = self.memberAssignment.json(version: version)
        return .object(fields)
    }
}
