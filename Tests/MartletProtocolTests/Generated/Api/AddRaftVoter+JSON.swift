// Made by bin/generate from Schemas/Api/AddRaftVoter.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AddRaftVoterRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("clusterId", version, &self.clusterId)
        try fields.value("timeoutMs", version, &self.timeoutMs)
        try fields.value("voterId", version, &self.voterId)
        try fields.value("voterDirectoryId", version, &self.voterDirectoryId)
        try fields.value("listeners", version, &self.listeners)
        if version == 1 {
            try fields.value("ackWhenCommitted", version, &self.ackWhenCommitted)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["clusterId"] = self.clusterId.json(version: version)
        fields["timeoutMs"] = self.timeoutMs.json(version: version)
        fields["voterId"] = self.voterId.json(version: version)
        fields["voterDirectoryId"] = self.voterDirectoryId.json(version: version)
        fields["listeners"] = self.listeners.json(version: version)
        if version == 1 {
            fields["ackWhenCommitted"] = self.ackWhenCommitted.json(version: version)
        }
        return .object(fields)
    }
}

extension AddRaftVoterRequest.Listener: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        return .object(fields)
    }
}

extension AddRaftVoterResponse: JSONConvertible {
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
