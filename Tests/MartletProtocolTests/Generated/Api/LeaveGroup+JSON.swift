// Made by bin/generate from Schemas/Api/LeaveGroup.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension LeaveGroupRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        if version <= 2 {
            try fields.value("memberId", version, &self.memberId)
        }
        if version >= 3 {
            try fields.value("members", version, &self.members)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        if version <= 2 {
            fields["memberId"] = self.memberId.json(version: version)
        }
        if version >= 3 {
            fields["members"] = self.members.json(version: version)
        }
        return .object(fields)
    }
}

extension LeaveGroupRequest.MemberIdentity: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("memberId", version, &self.memberId)
        try fields.value("groupInstanceId", version, &self.groupInstanceId)
        if version == 5 {
            try fields.value("reason", version, &self.reason)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["memberId"] = self.memberId.json(version: version)
        fields["groupInstanceId"] = self.groupInstanceId.json(version: version)
        if version == 5 {
            fields["reason"] = self.reason.json(version: version)
        }
        return .object(fields)
    }
}

extension LeaveGroupResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 1 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        try fields.value("errorCode", version, &self.errorCode)
        if version >= 3 {
            try fields.value("members", version, &self.members)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 1 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        fields["errorCode"] = self.errorCode.json(version: version)
        if version >= 3 {
            fields["members"] = self.members.json(version: version)
        }
        return .object(fields)
    }
}

extension LeaveGroupResponse.MemberResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("memberId", version, &self.memberId)
        try fields.value("groupInstanceId", version, &self.groupInstanceId)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["memberId"] = self.memberId.json(version: version)
        fields["groupInstanceId"] = self.groupInstanceId.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
