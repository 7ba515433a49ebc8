// Made by bin/generate from Schemas/Records/group/ShareGroupMemberMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareGroupMemberMetadataValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("rackId", version, &self.rackId)
        try fields.value("clientId", version, &self.clientId)
        try fields.value("clientHost", version, &self.clientHost)
        try fields.value("subscribedTopicNames", version, &self.subscribedTopicNames)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["rackId"] = self.rackId.json(version: version)
        fields["clientId"] = self.clientId.json(version: version)
        fields["clientHost"] = self.clientHost.json(version: version)
        fields["subscribedTopicNames"] = self.subscribedTopicNames.json(version: version)
        return .object(fields)
    }
}
