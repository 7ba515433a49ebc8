// Made by bin/generate from Schemas/Api/JoinGroup.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension JoinGroupRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("sessionTimeoutMs", version, &self.sessionTimeoutMs)
        if version >= 1 {
            try fields.value("rebalanceTimeoutMs", version, &self.rebalanceTimeoutMs)
        }
        try fields.value("memberId", version, &self.memberId)
        if version >= 5 {
            try fields.value("groupInstanceId", version, &self.groupInstanceId)
        }
        try fields.value("protocolType", version, &self.protocolType)
        try fields.value("protocols", version, &self.protocols)
        if version >= 8 {
            try fields.value("reason", version, &self.reason)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["sessionTimeoutMs"] = self.sessionTimeoutMs.json(version: version)
        if version >= 1 {
            fields["rebalanceTimeoutMs"] = self.rebalanceTimeoutMs.json(version: version)
        }
        fields["memberId"] = self.memberId.json(version: version)
        if version >= 5 {
            fields["groupInstanceId"] = self.groupInstanceId.json(version: version)
        }
        fields["protocolType"] = self.protocolType.json(version: version)
        fields["protocols"] = self.protocols.json(version: version)
        if version >= 8 {
            fields["reason"] = self.reason.json(version: version)
        }
        return .object(fields)
    }
}

extension JoinGroupRequest.JoinGroupRequestProtocol: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("metadata", version, &self.metadata)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["metadata"] = self.metadata.json(version: version)
        return .object(fields)
    }
}

extension JoinGroupResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 2 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("generationId", version, &self.generationId)
        if version >= 7 {
            try fields.value("protocolType", version, &self.protocolType)
        }
        try fields.value("protocolName", version, &self.protocolName)
        try fields.value("leader", version, &self.leader)
        if version == 9 {
            try fields.value("skipAssignment", version, &self.skipAssignment)
        }
        try fields.value("memberId", version, &self.memberId)
        try fields.value("members", version, &self.members)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 2 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["generationId"] = self.generationId.json(version: version)
        if version >= 7 {
            fields["protocolType"] = self.protocolType.json(version: version)
        }
        fields["protocolName"] = self.protocolName.json(version: version)
        fields["leader"] = self.leader.json(version: version)
        if version == 9 {
            fields["skipAssignment"] = self.skipAssignment.json(version: version)
        }
        fields["memberId"] = self.memberId.json(version: version)
        fields["members"] = self.members.json(version: version)
        return .object(fields)
    }
}

extension JoinGroupResponse.JoinGroupResponseMember: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("memberId", version, &self.memberId)
        if version >= 5 {
            try fields.value("groupInstanceId", version, &self.groupInstanceId)
        }
        try fields.value("metadata", version, &self.metadata)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["memberId"] = self.memberId.json(version: version)
        if version >= 5 {
            fields["groupInstanceId"] = self.groupInstanceId.json(version: version)
        }
        fields["metadata"] = self.metadata.json(version: version)
        return .object(fields)
    }
}
