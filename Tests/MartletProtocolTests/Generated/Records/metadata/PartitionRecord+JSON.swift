// Made by bin/generate from Schemas/Records/metadata/PartitionRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension PartitionRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionId", version, &self.partitionId)
        try fields.value("topicId", version, &self.topicId)
        try fields.value("replicas", version, &self.replicas)
        try fields.value("isr", version, &self.isr)
        try fields.value("removingReplicas", version, &self.removingReplicas)
        try fields.value("addingReplicas", version, &self.addingReplicas)
        try fields.value("leader", version, &self.leader)
        try fields.taggedValue("leaderRecoveryState", version, &self.leaderRecoveryState)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("partitionEpoch", version, &self.partitionEpoch)
        if version >= 1 {
            try fields.value("directories", version, &self.directories)
        }
        if version == 2 {
            try fields.taggedValue("eligibleLeaderReplicas", version, &self.eligibleLeaderReplicas)
        }
        if version == 2 {
            try fields.taggedValue("lastKnownElr", version, &self.lastKnownElr)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionId"] = self.partitionId.json(version: version)
        fields["topicId"] = self.topicId.json(version: version)
        fields["replicas"] = self.replicas.json(version: version)
        fields["isr"] = self.isr.json(version: version)
        fields["removingReplicas"] = self.removingReplicas.json(version: version)
        fields["addingReplicas"] = self.addingReplicas.json(version: version)
        fields["leader"] = self.leader.json(version: version)
        if self.leaderRecoveryState != 0 {
            fields["leaderRecoveryState"] = self.leaderRecoveryState.json(version: version)
        }
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["partitionEpoch"] = self.partitionEpoch.json(version: version)
        if version >= 1 {
            fields["directories"] = self.directories.json(version: version)
        }
        if version == 2 && self.eligibleLeaderReplicas != nil {
            fields["eligibleLeaderReplicas"] = self.eligibleLeaderReplicas.json(version: version)
        }
        if version == 2 && self.lastKnownElr != nil {
            fields["lastKnownElr"] = self.lastKnownElr.json(version: version)
        }
        return .object(fields)
    }
}
