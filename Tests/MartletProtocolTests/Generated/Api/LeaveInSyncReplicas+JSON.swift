// Made by bin/generate from Schemas/Api/LeaveInSyncReplicas.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension LeaveInSyncReplicasRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("brokerEpoch", version, &self.brokerEpoch)
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["brokerEpoch"] = self.brokerEpoch.json(version: version)
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        return .object(fields)
    }
}

extension LeaveInSyncReplicasResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("logStartOffset", version, &self.logStartOffset)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["logStartOffset"] = self.logStartOffset.json(version: version)
        return .object(fields)
    }
}
