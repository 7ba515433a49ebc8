// Made by bin/generate from Schemas/Records/raft/QuorumStateData.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension QuorumStateData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version == 0 {
            try fields.value("clusterId", version, &self.clusterId)
        }
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("votedId", version, &self.votedId)
        if version == 1 {
            try fields.value("votedDirectoryId", version, &self.votedDirectoryId)
        }
        if version == 0 {
            try fields.value("appliedOffset", version, &self.appliedOffset)
        }
        if version == 0 {
            try fields.value("currentVoters", version, &self.currentVoters)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version == 0 {
            fields["clusterId"] = self.clusterId.json(version: version)
        }
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["votedId"] = self.votedId.json(version: version)
        if version == 1 {
            fields["votedDirectoryId"] = self.votedDirectoryId.json(version: version)
        }
        if version == 0 {
            fields["appliedOffset"] = self.appliedOffset.json(version: version)
        }
        if version == 0 {
            fields["currentVoters"] = self.currentVoters.json(version: version)
        }
        return .object(fields)
    }
}

extension QuorumStateData.Voter: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("voterId", version, &self.voterId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["voterId"] = self.voterId.json(version: version)
        return .object(fields)
    }
}
