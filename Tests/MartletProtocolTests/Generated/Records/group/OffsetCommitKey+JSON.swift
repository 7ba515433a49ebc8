// Made by bin/generate from Schemas/Records/group/OffsetCommitKey.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension OffsetCommitKey: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("group", version, &self.group)
        try fields.value("topic", version, &self.topic)
        try fields.value("partition", version, &self.partition)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["group"] = self.group.json(version: version)
        fields["topic"] = self.topic.json(version: version)
        fields["partition"] = self.partition.json(version: version)
        return .object(fields)
    }
}
