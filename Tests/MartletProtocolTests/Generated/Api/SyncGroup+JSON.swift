// Made by bin/generate from Schemas/Api/SyncGroup.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension SyncGroupRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("generationId", version, &self.generationId)
        try fields.value("memberId", version, &self.memberId)
        if version >= 3 {
            try fields.value("groupInstanceId", version, &self.groupInstanceId)
        }
        if version == 5 {
            try fields.value("protocolType", version, &self.protocolType)
        }
        if version == 5 {
            try fields.value("protocolName", version, &self.protocolName)
        }
        try fields.value("assignments", version, &self.assignments)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["generationId"] = self.generationId.json(version: version)
        fields["memberId"] = self.memberId.json(version: version)
        if version >= 3 {
            fields["groupInstanceId"] = self.groupInstanceId.json(version: version)
        }
        if version == 5 {
            fields["protocolType"] = self.protocolType.json(version: version)
        }
        if version == 5 {
            fields["protocolName"] = self.protocolName.json(version: version)
        }
        fields["assignments"] = self.assignments.json(version: version)
        return .object(fields)
    }
}

extension SyncGroupRequest.SyncGroupRequestAssignment: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("memberId", version, &self.memberId)
        try fields.value("assignment", version, &self.assignment)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["memberId"] = self.memberId.json(version: version)
        fields["assignment"] = self.assignment.json(version: version)
        return .object(fields)
    }
}

extension SyncGroupResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 1 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        try fields.value("errorCode", version, &self.errorCode)
        if version == 5 {
            try fields.value("protocolType", version, &self.protocolType)
        }
        if version == 5 {
            try fields.value("protocolName", version, &self.protocolName)
        }
        try fields.value("assignment", version, &self.assignment)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 1 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        fields["errorCode"] = self.errorCode.json(version: version)
        if version == 5 {
            fields["protocolType"] = self.protocolType.json(version: version)
        }
        if version == 5 {
            fields["protocolName"] = self.protocolName.json(version: version)
        }
        fields["assignment"] = self.assignment.json(version: version)
        return .object(fields)
    }
}
