// Made by bin/generate from Schemas/Headers/RequestHeader.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RequestHeader: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("requestApiKey", version, &self.requestApiKey)
        try fields.value("requestApiVersion", version, &self.requestApiVersion)
        try fields.value("correlationId", version, &self.correlationId)
        try fields.value("clientId", version, &self.clientId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["requestApiKey"] = self.requestApiKey.json(version: version)
        fields["requestApiVersion"] = self.requestApiVersion.json(version: version)
        fields["correlationId"] = self.correlationId.json(version: version)
        fields["clientId"] = self.clientId.json(version: version)
        return .object(fields)
    }
}
