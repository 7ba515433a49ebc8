// Made by bin/generate from Schemas/Records/metadata/ClearElrRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ClearElrRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicName", version, &self.topicName)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicName"] = self.topicName.json(version: version)
        return .object(fields)
    }
}
