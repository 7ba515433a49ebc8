// Made by bin/generate from Schemas/Records/share/ShareUpdateKey.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareUpdateKey: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partition", version, &self.partition)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["topicId"] = self.topicId.json(version: version)
        fields["partition"] = self.partition.json(version: version)
        return .object(fields)
    }
}
