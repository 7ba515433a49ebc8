// Made by bin/generate from Schemas/Api/DigestRecords.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DigestRecordsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("startOffset", version, &self.startOffset)
        try fields.value("endOffset", version, &self.endOffset)
        try fields.value("maxBytes", version, &self.maxBytes)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["startOffset"] = self.startOffset.json(version: version)
        fields["endOffset"] = self.endOffset.json(version: version)
        fields["maxBytes"] = self.maxBytes.json(version: version)
        return .object(fields)
    }
}

extension DigestRecordsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("endOffset", version, &self.endOffset)
        try fields.value("recordCount", version, &self.recordCount)
        try fields.value("byteCount", version, &self.byteCount)
        try fields.value("digestHigh", version, &self.digestHigh)
        try fields.value("digestLow", version, &self.digestLow)
        try fields.value("isLeader", version, &self.isLeader)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("comparableStart", version, &self.comparableStart)
        try fields.value("comparableEnd", version, &self.comparableEnd)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["endOffset"] = self.endOffset.json(version: version)
        fields["recordCount"] = self.recordCount.json(version: version)
        fields["byteCount"] = self.byteCount.json(version: version)
        fields["digestHigh"] = self.digestHigh.json(version: version)
        fields["digestLow"] = self.digestLow.json(version: version)
        fields["isLeader"] = self.isLeader.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["comparableStart"] = self.comparableStart.json(version: version)
        fields["comparableEnd"] = self.comparableEnd.json(version: version)
        return .object(fields)
    }
}
