// Made by bin/generate from Schemas/Headers/ResponseHeader.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ResponseHeader: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("correlationId", version, &self.correlationId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["correlationId"] = self.correlationId.json(version: version)
        return .object(fields)
    }
}
