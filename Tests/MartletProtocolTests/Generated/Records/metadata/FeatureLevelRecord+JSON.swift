// Made by bin/generate from Schemas/Records/metadata/FeatureLevelRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension FeatureLevelRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("featureLevel", version, &self.featureLevel)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["featureLevel"] = self.featureLevel.json(version: version)
        return .object(fields)
    }
}
