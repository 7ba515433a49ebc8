// Made by bin/generate from Schemas/Records/metadata/RemoveTopicRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RemoveTopicRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        return .object(fields)
    }
}
