// Made by bin/generate from Schemas/Api/BrokerRegistration.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension BrokerRegistrationRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("clusterId", version, &self.clusterId)
        try fields.value("incarnationId", version, &self.incarnationId)
        try fields.value("listeners", version, &self.listeners)
        try fields.value("features", version, &self.features)
        try fields.value("rack", version, &self.rack)
        if version >= 1 {
            try fields.value("isMigratingZkBroker", version, &self.isMigratingZkBroker)
        }
        if version >= 2 {
            try fields.value("logDirs", version, &self.logDirs)
        }
        if version >= 3 {
            try fields.value("previousBrokerEpoch", version, &self.previousBrokerEpoch)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["clusterId"] = self.clusterId.json(version: version)
        fields["incarnationId"] = self.incarnationId.json(version: version)
        fields["listeners"] = self.listeners.json(version: version)
        fields["features"] = self.features.json(version: version)
        fields["rack"] = self.rack.json(version: version)
        if version >= 1 {
            fields["isMigratingZkBroker"] = self.isMigratingZkBroker.json(version: version)
        }
        if version >= 2 {
            fields["logDirs"] = self.logDirs.json(version: version)
        }
        if version >= 3 {
            fields["previousBrokerEpoch"] = self.previousBrokerEpoch.json(version: version)
        }
        return .object(fields)
    }
}

extension BrokerRegistrationRequest.Listener: JSONConvertible {
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

extension BrokerRegistrationRequest.Feature: JSONConvertible {
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

extension BrokerRegistrationResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("brokerEpoch", version, &self.brokerEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["brokerEpoch"] = self.brokerEpoch.json(version: version)
        return .object(fields)
    }
}
