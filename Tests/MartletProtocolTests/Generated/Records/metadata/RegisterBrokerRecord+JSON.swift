// Made by bin/generate from Schemas/Records/metadata/RegisterBrokerRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RegisterBrokerRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("brokerId", version, &self.brokerId)
        if version >= 2 {
            try fields.value("isMigratingZkBroker", version, &self.isMigratingZkBroker)
        }
        try fields.value("incarnationId", version, &self.incarnationId)
        try fields.value("brokerEpoch", version, &self.brokerEpoch)
        try fields.value("endPoints", version, &self.endPoints)
        try fields.value("features", version, &self.features)
        try fields.value("rack", version, &self.rack)
        try fields.value("fenced", version, &self.fenced)
        if version >= 1 {
            try fields.value("inControlledShutdown", version, &self.inControlledShutdown)
        }
        if version >= 3 {
            try fields.taggedValue("logDirs", version, &self.logDirs)
        }
        if version == 4 {
            try fields.taggedValue("cordonedLogDirs", version, &self.cordonedLogDirs)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["brokerId"] = self.brokerId.json(version: version)
        if version >= 2 {
            fields["isMigratingZkBroker"] = self.isMigratingZkBroker.json(version: version)
        }
        fields["incarnationId"] = self.incarnationId.json(version: version)
        fields["brokerEpoch"] = self.brokerEpoch.json(version: version)
        fields["endPoints"] = self.endPoints.json(version: version)
        fields["features"] = self.features.json(version: version)
        fields["rack"] = self.rack.json(version: version)
        fields["fenced"] = self.fenced.json(version: version)
        if version >= 1 {
            fields["inControlledShutdown"] = self.inControlledShutdown.json(version: version)
        }
        if version >= 3 && !self.logDirs.isEmpty {
            fields["logDirs"] = self.logDirs.json(version: version)
        }
        if version == 4 && self.cordonedLogDirs != nil {
            fields["cordonedLogDirs"] = self.cordonedLogDirs.json(version: version)
        }
        return .object(fields)
    }
}

extension RegisterBrokerRecord.BrokerEndpoint: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
        try fields.value("securityProtocol", version, &self.securityProtocol)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        fields["securityProtocol"] = self.securityProtocol.json(version: version)
        return .object(fields)
    }
}

extension RegisterBrokerRecord.BrokerFeature: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("minSupportedVersion", version, &self.minSupportedVersion)
        try fields.value("maxSupportedVersion", version, &self.maxSupportedVersion)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["minSupportedVersion"] = self.minSupportedVersion.json(version: version)
        fields["maxSupportedVersion"] = self.maxSupportedVersion.json(version: version)
        return .object(fields)
    }
}
