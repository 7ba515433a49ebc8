// Made by bin/generate from Schemas/Records/raft/LeaderChangeMessage.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension LeaderChangeMessage: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("version", version, &self.version)
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("voters", version, &self.voters)
        try fields.value("grantingVoters", version, &self.grantingVoters)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["version"] = self.version.json(version: version)
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["voters"] = self.voters.json(version: version)
        fields["grantingVoters"] = self.grantingVoters.json(version: version)
        return .object(fields)
    }
}

extension LeaderChangeMessage.Voter: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("voterId", version, &self.voterId)
        if version == 1 {
            try fields.value("voterDirectoryId", version, &self.voterDirectoryId)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["voterId"] = self.voterId.json(version: version)
        if version == 1 {
            fields["voterDirectoryId"] = self.voterDirectoryId.json(version: version)
        }
        return .object(fields)
    }
}
