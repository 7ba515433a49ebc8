// Made by bin/generate from Schemas/Api/RemoveRaftVoter.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RemoveRaftVoterRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("clusterId", version, &self.clusterId)
        try fields.value("voterId", version, &self.voterId)
        try fields.value("voterDirectoryId", version, &self.voterDirectoryId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["clusterId"] = self.clusterId.json(version: version)
        fields["voterId"] = self.voterId.json(version: version)
        fields["voterDirectoryId"] = self.voterDirectoryId.json(version: version)
        return .object(fields)
    }
}

extension RemoveRaftVoterResponse: JSONConvertible {
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
