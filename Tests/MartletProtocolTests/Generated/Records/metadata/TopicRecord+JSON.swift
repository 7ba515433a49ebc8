// Made by bin/generate from Schemas/Records/metadata/TopicRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension TopicRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("topicId", version, &self.topicId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["topicId"] = self.topicId.json(version: version)
        return .object(fields)
    }
}
