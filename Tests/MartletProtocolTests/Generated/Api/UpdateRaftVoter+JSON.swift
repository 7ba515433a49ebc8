// Made by bin/generate from Schemas/Api/UpdateRaftVoter.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension UpdateRaftVoterRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("clusterId", version, &self.clusterId)
        try fields.value("currentLeaderEpoch", version, &self.currentLeaderEpoch)
        try fields.value("voterId", version, &self.voterId)
        try fields.value("voterDirectoryId", version, &self.voterDirectoryId)
        try fields.value("listeners", version, &self.listeners)
        try fields.value("kRaftVersionFeature", version, &self.kRaftVersionFeature)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["clusterId"] = self.clusterId.json(version: version)
        fields["currentLeaderEpoch"] = self.currentLeaderEpoch.json(version: version)
        fields["voterId"] = self.voterId.json(version: version)
        fields["voterDirectoryId"] = self.voterDirectoryId.json(version: version)
        fields["listeners"] = self.listeners.json(version: version)
        fields["kRaftVersionFeature"] = self.kRaftVersionFeature.json(version: version)
        return .object(fields)
    }
}

extension UpdateRaftVoterRequest.Listener: JSONConvertible {
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

extension UpdateRaftVoterRequest.KRaftVersionFeature: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("minSupportedVersion", version, &self.minSupportedVersion)
        try fields.value("maxSupportedVersion", version, &self.maxSupportedVersion)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["minSupportedVersion"] = self.minSupportedVersion.json(version: version)
        fields["maxSupportedVersion"] = self.maxSupportedVersion.json(version: version)
        return .object(fields)
    }
}

extension UpdateRaftVoterResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.taggedValue("currentLeader", version, &self.currentLeader)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        if self.currentLeader != UpdateRaftVoterResponse.CurrentLeader() {
            fields["currentLeader"] = self.currentLeader.json(version: version)
        }
        return .object(fields)
    }
}

extension UpdateRaftVoterResponse.CurrentLeader: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        return .object(fields)
    }
}
