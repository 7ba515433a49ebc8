// Made by bin/generate from Schemas/Records/group/GroupMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension GroupMetadataValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("protocolType", version, &self.protocolType)
        try fields.value("generation", version, &self.generation)
        try fields.value("protocol", version, &self.protocol)
        try fields.value("leader", version, &self.leader)
        if version >= 2 {
            try fields.value("currentStateTimestamp", version, &self.currentStateTimestamp)
        }
        try fields.value("members", version, &self.members)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["protocolType"] = self.protocolType.json(version: version)
        fields["generation"] = self.generation.json(version: version)
        fields["protocol"] = self.protocol.json(version: version)
        fields["leader"] = self.leader.json(version: version)
        if version >= 2 {
            fields["currentStateTimestamp"] = self.currentStateTimestamp.json(version: version)
        }
        fields["members"] = self.members.json(version: version)
        return .object(fields)
    }
}

extension GroupMetadataValue.MemberMetadata: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("memberId", version, &self.memberId)
        if version >= 3 {
            try fields.value("groupInstanceId", version, &self.groupInstanceId)
        }
        try fields.value("clientId", version, &self.clientId)
        try fields.value("clientHost", version, &self.clientHost)
        if version >= 1 {
            try fields.value("rebalanceTimeout", version, &self.rebalanceTimeout)
        }
        try fields.value("sessionTimeout", version, &self.sessionTimeout)
        try fields.value("subscription", version, &self.subscription)
        try fields.value("assignment", version, &self.assignment)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["memberId"] = self.memberId.json(version: version)
        if version >= 3 {
            fields["groupInstanceId"] = self.groupInstanceId.json(version: version)
        }
        fields["clientId"] = self.clientId.json(version: version)
        fields["clientHost"] = self.clientHost.json(version: version)
        if version >= 1 {
            fields["rebalanceTimeout"] = self.rebalanceTimeout.json(version: version)
        }
        fields["sessionTimeout"] = self.sessionTimeout.json(version: version)
        fields["subscription"] = self.subscription.json(version: version)
        fields["assignment"] = self.assignment.json(version: version)
        return .object(fields)
    }
}
