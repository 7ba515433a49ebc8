// Made by bin/generate from Schemas/Records/storage/ProducerSnapshot.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ProducerSnapshot: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("crc", version, &self.crc)
        try fields.value("producerEntries", version, &self.producerEntries)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["crc"] = self.crc.json(version: version)
        fields["producerEntries"] = self.producerEntries.json(version: version)
        return .object(fields)
    }
}

extension ProducerSnapshot.ProducerEntry: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("producerId", version, &self.producerId)
        try fields.value("epoch", version, &self.epoch)
        try fields.value("lastSequence", version, &self.lastSequence)
        try fields.value("lastOffset", version, &self.lastOffset)
        try fields.value("offsetDelta", version, &self.offsetDelta)
        try fields.value("timestamp", version, &self.timestamp)
        try fields.value("coordinatorEpoch", version, &self.coordinatorEpoch)
        try fields.value("currentTxnFirstOffset", version, &self.currentTxnFirstOffset)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["producerId"] = self.producerId.json(version: version)
        fields["epoch"] = self.epoch.json(version: version)
        fields["lastSequence"] = self.lastSequence.json(version: version)
        fields["lastOffset"] = self.lastOffset.json(version: version)
        fields["offsetDelta"] = self.offsetDelta.json(version: version)
        fields["timestamp"] = self.timestamp.json(version: version)
        fields["coordinatorEpoch"] = self.coordinatorEpoch.json(version: version)
        fields["currentTxnFirstOffset"] = self.currentTxnFirstOffset.json(version: version)
        return .object(fields)
    }
}
