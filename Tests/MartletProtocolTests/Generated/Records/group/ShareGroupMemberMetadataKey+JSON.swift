// Made by bin/generate from Schemas/Records/group/ShareGroupMemberMetadataKey.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareGroupMemberMetadataKey: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("memberId", version, &self.memberId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["memberId"] = self.memberId.json(version: version)
        return .object(fields)
    }
}
