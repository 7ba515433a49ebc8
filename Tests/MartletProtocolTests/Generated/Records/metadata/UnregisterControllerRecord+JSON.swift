// Made by bin/generate from Schemas/Records/metadata/UnregisterControllerRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension UnregisterControllerRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("controllerId", version, &self.controllerId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["controllerId"] = self.controllerId.json(version: version)
        return .object(fields)
    }
}
