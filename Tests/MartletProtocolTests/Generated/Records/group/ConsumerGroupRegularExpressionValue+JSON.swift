// Made by bin/generate from Schemas/Records/group/ConsumerGroupRegularExpressionValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ConsumerGroupRegularExpressionValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topics", version, &self.topics)
        try fields.value("version", version, &self.version)
        try fields.value("timestamp", version, &self.timestamp)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topics"] = self.topics.json(version: version)
        fields["version"] = self.version.json(version: version)
        fields["timestamp"] = self.timestamp.json(version: version)
        return .object(fields)
    }
}
