// Made by bin/generate from Schemas/Api/GetTelemetrySubscriptions.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension GetTelemetrySubscriptionsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("clientInstanceId", version, &self.clientInstanceId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["clientInstanceId"] = self.clientInstanceId.json(version: version)
        return .object(fields)
    }
}

extension GetTelemetrySubscriptionsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("clientInstanceId", version, &self.clientInstanceId)
        try fields.value("subscriptionId", version, &self.subscriptionId)
        try fields.value("acceptedCompressionTypes", version, &self.acceptedCompressionTypes)
        try fields.value("pushIntervalMs", version, &self.pushIntervalMs)
        try fields.value("telemetryMaxBytes", version, &self.telemetryMaxBytes)
        try fields.value("deltaTemporality", version, &self.deltaTemporality)
        try fields.value("requestedMetrics", version, &self.requestedMetrics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["clientInstanceId"] = self.clientInstanceId.json(version: version)
        fields["subscriptionId"] = self.subscriptionId.json(version: version)
        fields["acceptedCompressionTypes"] = self.acceptedCompressionTypes.json(version: version)
        fields["pushIntervalMs"] = self.pushIntervalMs.json(version: version)
        fields["telemetryMaxBytes"] = self.telemetryMaxBytes.json(version: version)
        fields["deltaTemporality"] = self.deltaTemporality.json(version: version)
        fields["requestedMetrics"] = self.requestedMetrics.json(version: version)
        return .object(fields)
    }
}
