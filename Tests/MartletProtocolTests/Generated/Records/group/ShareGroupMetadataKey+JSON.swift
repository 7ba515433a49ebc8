// Made by bin/generate from Schemas/Records/group/ShareGroupMetadataKey.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareGroupMetadataKey: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        return .object(fields)
    }
}
