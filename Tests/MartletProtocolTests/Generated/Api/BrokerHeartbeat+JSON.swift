// Made by bin/generate from Schemas/Api/BrokerHeartbeat.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension BrokerHeartbeatRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("brokerEpoch", version, &self.brokerEpoch)
        try fields.value("currentMetadataOffset", version, &self.currentMetadataOffset)
        try fields.value("wantFence", version, &self.wantFence)
        try fields.value("wantShutDown", version, &self.wantShutDown)
        if version >= 1 {
            try fields.taggedValue("offlineLogDirs", version, &self.offlineLogDirs)
        }
        if version == 2 {
            try fields.taggedValue("cordonedLogDirs", version, &self.cordonedLogDirs)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["brokerEpoch"] = self.brokerEpoch.json(version: version)
        fields["currentMetadataOffset"] = self.currentMetadataOffset.json(version: version)
        fields["wantFence"] = self.wantFence.json(version: version)
        fields["wantShutDown"] = self.wantShutDown.json(version: version)
        if version >= 1 && !self.offlineLogDirs.isEmpty {
            fields["offlineLogDirs"] = self.offlineLogDirs.json(version: version)
        }
        if version == 2 && self.cordonedLogDirs != nil {
            fields["cordonedLogDirs"] = self.cordonedLogDirs.json(version: version)
        }
        return .object(fields)
    }
}

extension BrokerHeartbeatResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("isCaughtUp", version, &self.isCaughtUp)
        try fields.value("isFenced", version, &self.isFenced)
        try fields.value("shouldShutDown", version, &self.shouldShutDown)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["isCaughtUp"] = self.isCaughtUp.json(version: version)
        fields["isFenced"] = self.isFenced.json(version: version)
        fields["shouldShutDown"] = self.shouldShutDown.json(version: version)
        return .object(fields)
    }
}
