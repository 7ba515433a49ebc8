// Made by bin/generate from Schemas/Api/ListGroups.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ListGroupsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 4 {
            try fields.value("statesFilter", version, &self.statesFilter)
        }
        if version == 5 {
            try fields.value("typesFilter", version, &self.typesFilter)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 4 {
            fields["statesFilter"] = self.statesFilter.json(version: version)
        }
        if version == 5 {
            fields["typesFilter"] = self.typesFilter.json(version: version)
        }
        return .object(fields)
    }
}

extension ListGroupsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 1 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("groups", version, &self.groups)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 1 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["groups"] = self.groups.json(version: version)
        return .object(fields)
    }
}

extension ListGroupsResponse.ListedGroup: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("protocolType", version, &self.protocolType)
        if version >= 4 {
            try fields.value("groupState", version, &self.groupState)
        }
        if version == 5 {
            try fields.value("groupType", version, &self.groupType)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["protocolType"] = self.protocolType.json(version: version)
        if version >= 4 {
            fields["groupState"] = self.groupState.json(version: version)
        }
        if version == 5 {
            fields["groupType"] = self.groupType.json(version: version)
        }
        return .object(fields)
    }
}
