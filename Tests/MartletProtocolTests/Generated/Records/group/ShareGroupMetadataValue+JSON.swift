// Made by bin/generate from Schemas/Records/group/ShareGroupMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareGroupMetadataValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("epoch", version, &self.epoch)
        try fields.value("metadataHash", version, &self.metadataHash)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["epoch"] = self.epoch.json(version: version)
        fields["metadataHash"] = self.metadataHash.json(version: version)
        return .object(fields)
    }
}
