// Made by bin/generate from Schemas/Records/storage/RemoteLogSegmentMetadataSnapshotRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RemoteLogSegmentMetadataSnapshotRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("segmentId", version, &self.segmentId)
        try fields.value("startOffset", version, &self.startOffset)
        try fields.value("endOffset", version, &self.endOffset)
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("maxTimestampMs", version, &self.maxTimestampMs)
        try fields.value("eventTimestampMs", version, &self.eventTimestampMs)
        try fields.value("segmentLeaderEpochs", version, &self.segmentLeaderEpochs)
        try fields.value("segmentSizeInBytes", version, &self.segmentSizeInBytes)
        try fields.value("customMetadata", version, &self.customMetadata)
        try fields.value("remoteLogSegmentState", version, &self.remoteLogSegmentState)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["segmentId"] = self.segmentId.json(version: version)
        fields["startOffset"] = self.startOffset.json(version: version)
        fields["endOffset"] = self.endOffset.json(version: version)
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["maxTimestampMs"] = self.maxTimestampMs.json(version: version)
        fields["eventTimestampMs"] = self.eventTimestampMs.json(version: version)
        fields["segmentLeaderEpochs"] = self.segmentLeaderEpochs.json(version: version)
        fields["segmentSizeInBytes"] = self.segmentSizeInBytes.json(version: version)
        fields["customMetadata"] = self.customMetadata.json(version: version)
        fields["remoteLogSegmentState"] = self.remoteLogSegmentState.json(version: version)
        return .object(fields)
    }
}

extension RemoteLogSegmentMetadataSnapshotRecord.SegmentLeaderEpochEntry: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("offset", version, &self.offset)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["offset"] = self.offset.json(version: version)
        return .object(fields)
    }
}
