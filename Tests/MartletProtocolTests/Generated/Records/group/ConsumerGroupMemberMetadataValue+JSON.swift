// Made by bin/generate from Schemas/Records/group/ConsumerGroupMemberMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ConsumerGroupMemberMetadataValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("instanceId", version, &self.instanceId)
        try fields.value("rackId", version, &self.rackId)
        try fields.value("clientId", version, &self.clientId)
        try fields.value("clientHost", version, &self.clientHost)
        try fields.value("subscribedTopicNames", version, &self.subscribedTopicNames)
        try fields.value("subscribedTopicRegex", version, &self.subscribedTopicRegex)
        try fields.value("rebalanceTimeoutMs", version, &self.rebalanceTimeoutMs)
        try fields.value("serverAssignor", version, &self.serverAssignor)
        try fields.taggedValue("classicMemberMetadata", version, &self.classicMemberMetadata)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["instanceId"] = self.instanceId.json(version: version)
        fields["rackId"] = self.rackId.json(version: version)
        fields["clientId"] = self.clientId.json(version: version)
        fields["clientHost"] = self.clientHost.json(version: version)
        fields["subscribedTopicNames"] = self.subscribedTopicNames.json(version: version)
        fields["subscribedTopicRegex"] = self.subscribedTopicRegex.json(version: version)
        fields["rebalanceTimeoutMs"] = self.rebalanceTimeoutMs.json(version: version)
        fields["serverAssignor"] = self.serverAssignor.json(version: version)
        if self.classicMemberMetadata != ConsumerGroupMemberMetadataValue.ClassicMemberMetadata() {
            fields["classicMemberMetadata"] = self.classicMemberMetadata.json(version: version)
        }
        return .object(fields)
    }
}

extension ConsumerGroupMemberMetadataValue.ClassicMemberMetadata: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("sessionTimeoutMs", version, &self.sessionTimeoutMs)
        try fields.value("supportedProtocols", version, &self.supportedProtocols)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["sessionTimeoutMs"] = self.sessionTimeoutMs.json(version: version)
        fields["supportedProtocols"] = self.supportedProtocols.json(version: version)
        return .object(fields)
    }
}

extension ConsumerGroupMemberMetadataValue.ClassicProtocol: JSONConvertible {
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
