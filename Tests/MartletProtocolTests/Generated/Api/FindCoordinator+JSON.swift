// Made by bin/generate from Schemas/Api/FindCoordinator.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension FindCoordinatorRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version <= 3 {
            try fields.value("key", version, &self.key)
        }
        if version >= 1 {
            try fields.value("keyType", version, &self.keyType)
        }
        if version >= 4 {
            try fields.value("coordinatorKeys", version, &self.coordinatorKeys)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version <= 3 {
            fields["key"] = self.key.json(version: version)
        }
        if version >= 1 {
            fields["keyType"] = self.keyType.json(version: version)
        }
        if version >= 4 {
            fields["coordinatorKeys"] = self.coordinatorKeys.json(version: version)
        }
        return .object(fields)
    }
}

extension FindCoordinatorResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 1 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        if version <= 3 {
            try fields.value("errorCode", version, &self.errorCode)
        }
        if version >= 1 && version <= 3 {
            try fields.value("errorMessage", version, &self.errorMessage)
        }
        if version <= 3 {
            try fields.value("nodeId", version, &self.nodeId)
        }
        if version <= 3 {
            try fields.value("host", version, &self.host)
        }
        if version <= 3 {
            try fields.value("port", version, &self.port)
        }
        if version >= 4 {
            try fields.value("coordinators", version, &self.coordinators)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 1 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        if version <= 3 {
            fields["errorCode"] = self.errorCode.json(version: version)
        }
        if version >= 1 && version <= 3 {
            fields["errorMessage"] = self.errorMessage.json(version: version)
        }
        if version <= 3 {
            fields["nodeId"] = self.nodeId.json(version: version)
        }
        if version <= 3 {
            fields["host"] = self.host.json(version: version)
        }
        if version <= 3 {
            fields["port"] = self.port.json(version: version)
        }
        if version >= 4 {
            fields["coordinators"] = self.coordinators.json(version: version)
        }
        return .object(fields)
    }
}

extension FindCoordinatorResponse.Coordinator: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("key", version, &self.key)
        try fields.value("nodeId", version, &self.nodeId)
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["key"] = self.key.json(version: version)
        fields["nodeId"] = self.nodeId.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        return .object(fields)
    }
}
