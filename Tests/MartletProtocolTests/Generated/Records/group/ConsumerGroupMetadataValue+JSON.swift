// Made by bin/generate from Schemas/Records/group/ConsumerGroupMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ConsumerGroupMetadataValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("epoch", version, &self.epoch)
        try fields.taggedValue("metadataHash", version, &self.metadataHash)
        try fields.taggedValue("creationTimeMs", version, &self.creationTimeMs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["epoch"] = self.epoch.json(version: version)
        if self.metadataHash != 0 {
            fields["metadataHash"] = self.metadataHash.json(version: version)
        }
        if self.creationTimeMs != -1 {
            fields["creationTimeMs"] = self.creationTimeMs.json(version: version)
        }
        return .object(fields)
    }
}
