// Made by bin/generate from Schemas/Records/group/GroupMetadataKey.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension GroupMetadataKey: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("group", version, &self.group)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["group"] = self.group.json(version: version)
        return .object(fields)
    }
}
