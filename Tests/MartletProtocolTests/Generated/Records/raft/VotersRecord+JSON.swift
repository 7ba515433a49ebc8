// Made by bin/generate from Schemas/Records/raft/VotersRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension VotersRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("version", version, &self.version)
        try fields.value("voters", version, &self.voters)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["version"] = self.version.json(version: version)
        fields["voters"] = self.voters.json(version: version)
        return .object(fields)
    }
}

extension VotersRecord.Voter: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("voterId", version, &self.voterId)
        try fields.value("voterDirectoryId", version, &self.voterDirectoryId)
        try fields.value("endpoints", version, &self.endpoints)
        try fields.value("kRaftVersionFeature", version, &self.kRaftVersionFeature)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["voterId"] = self.voterId.json(version: version)
        fields["voterDirectoryId"] = self.voterDirectoryId.json(version: version)
        fields["endpoints"] = self.endpoints.json(version: version)
        fields["kRaftVersionFeature"] = self.kRaftVersionFeature.json(version: version)
        return .object(fields)
    }
}

extension VotersRecord.Endpoint: JSONConvertible {
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

extension VotersRecord.KRaftVersionFeature: JSONConvertible {
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
