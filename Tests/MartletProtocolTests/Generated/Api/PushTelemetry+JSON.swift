// Made by bin/generate from Schemas/Api/PushTelemetry.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension PushTelemetryRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("clientInstanceId", version, &self.clientInstanceId)
        try fields.value("subscriptionId", version, &self.subscriptionId)
        try fields.value("terminating", version, &self.terminating)
        try fields.value("compressionType", version, &self.compressionType)
        try fields.value("metrics", version, &self.metrics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["clientInstanceId"] = self.clientInstanceId.json(version: version)
        fields["subscriptionId"] = self.subscriptionId.json(version: version)
        fields["terminating"] = self.terminating.json(version: version)
        fields["compressionType"] = self.compressionType.json(version: version)
        fields["metrics"] = self.metrics.json(version: version)
        return .object(fields)
    }
}

extension PushTelemetryResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
