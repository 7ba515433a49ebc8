// Made by bin/generate from Schemas/Api/Heartbeat.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension HeartbeatRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("generationId", version, &self.generationId)
        try fields.value("memberId", version, &self.memberId)
        if version >= 3 {
            try fields.value("groupInstanceId", version, &self.groupInstanceId)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["generationId"] = self.generationId.json(version: version)
        fields["memberId"] = self.memberId.json(version: version)
        if version >= 3 {
            fields["groupInstanceId"] = self.groupInstanceId.json(version: version)
        }
        return .object(fields)
    }
}

extension HeartbeatResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 1 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 1 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
