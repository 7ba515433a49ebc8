// Made by bin/generate from Schemas/Records/metadata/PartitionChangeRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension PartitionChangeRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionId", version, &self.partitionId)
        try fields.value("topicId", version, &self.topicId)
        try fields.taggedValue("isr", version, &self.isr)
        try fields.taggedValue("leader", version, &self.leader)
        try fields.taggedValue("replicas", version, &self.replicas)
        try fields.taggedValue("removingReplicas", version, &self.removingReplicas)
        try fields.taggedValue("addingReplicas", version, &self.addingReplicas)
        try fields.taggedValue("leaderRecoveryState", version, &self.leaderRecoveryState)
        if version >= 1 {
            try fields.taggedValue("directories", version, &self.directories)
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
        if self.isr != nil {
            fields["isr"] = self.isr.json(version: version)
        }
        if self.leader.rawValue != -2 {
            fields["leader"] = self.leader.json(version: version)
        }
        if self.replicas != nil {
            fields["replicas"] = self.replicas.json(version: version)
        }
        if self.removingReplicas != nil {
            fields["removingReplicas"] = self.removingReplicas.json(version: version)
        }
        if self.addingReplicas != nil {
            fields["addingReplicas"] = self.addingReplicas.json(version: version)
        }
        if self.leaderRecoveryState != -1 {
            fields["leaderRecoveryState"] = self.leaderRecoveryState.json(version: version)
        }
        if version >= 1 && self.directories != nil {
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
