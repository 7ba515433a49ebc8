// Made by bin/generate from Schemas/Records/share/ShareSnapshotValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareSnapshotValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("snapshotEpoch", version, &self.snapshotEpoch)
        try fields.value("stateEpoch", version, &self.stateEpoch)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("startOffset", version, &self.startOffset)
        try fields.taggedValue("deliveryCompleteCount", version, &self.deliveryCompleteCount)
        try fields.value("createTimestamp", version, &self.createTimestamp)
        try fields.value("writeTimestamp", version, &self.writeTimestamp)
        try fields.value("stateBatches", version, &self.stateBatches)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["snapshotEpoch"] = self.snapshotEpoch.json(version: version)
        fields["stateEpoch"] = self.stateEpoch.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["startOffset"] = self.startOffset.json(version: version)
        if self.deliveryCompleteCount != -1 {
            fields["deliveryCompleteCount"] = self.deliveryCompleteCount.json(version: version)
        }
        fields["createTimestamp"] = self.createTimestamp.json(version: version)
        fields["writeTimestamp"] = self.writeTimestamp.json(version: version)
        fields["stateBatches"] = self.stateBatches.json(version: version)
        return .object(fields)
    }
}

extension ShareSnapshotValue.StateBatch: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("firstOffset", version, &self.firstOffset)
        try fields.value("lastOffset", version, &self.lastOffset)
        try fields.value("deliveryState", version, &self.deliveryState)
        try fields.value("deliveryCount", version, &self.deliveryCount)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["firstOffset"] = self.firstOffset.json(version: version)
        fields["lastOffset"] = self.lastOffset.json(version: version)
        fields["deliveryState"] = self.deliveryState.json(version: version)
        fields["deliveryCount"] = self.deliveryCount.json(version: version)
        return .object(fields)
    }
}
