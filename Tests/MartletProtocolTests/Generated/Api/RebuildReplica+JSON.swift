// Made by bin/generate from Schemas/Api/RebuildReplica.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RebuildReplicaRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        return .object(fields)
    }
}

extension RebuildReplicaResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
