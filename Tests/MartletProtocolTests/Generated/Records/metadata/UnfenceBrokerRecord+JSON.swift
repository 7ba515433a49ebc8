// Made by bin/generate from Schemas/Records/metadata/UnfenceBrokerRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension UnfenceBrokerRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("id", version, &self.id)
        try fields.value("epoch", version, &self.epoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["id"] = self.id.json(version: version)
        fields["epoch"] = self.epoch.json(version: version)
        return .object(fields)
    }
}
