// Made by bin/generate from Schemas/Api/ControllerRegistration.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ControllerRegistrationRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("controllerId", version, &self.controllerId)
        try fields.value("incarnationId", version, &self.incarnationId)
        try fields.value("zkMigrationReady", version, &self.zkMigrationReady)
        try fields.value("listeners", version, &self.listeners)
        try fields.value("features", version, &self.features)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["controllerId"] = self.controllerId.json(version: version)
        fields["incarnationId"] = self.incarnationId.json(version: version)
        fields["zkMigrationReady"] = self.zkMigrationReady.json(version: version)
        fields["listeners"] = self.listeners.json(version: version)
        fields["features"] = self.features.json(version: version)
        return .object(fields)
    }
}

extension ControllerRegistrationRequest.Listener: JSONConvertible {
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

extension ControllerRegistrationRequest.Feature: JSONConvertible {
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

extension ControllerRegistrationResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        return .object(fields)
    }
}
