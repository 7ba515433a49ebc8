// Made by bin/generate from Schemas/Api/DeleteRecords.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DeleteRecordsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topics", version, &self.topics)
        try fields.value("timeoutMs", version, &self.timeoutMs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topics"] = self.topics.json(version: version)
        fields["timeoutMs"] = self.timeoutMs.json(version: version)
        return .object(fields)
    }
}

extension DeleteRecordsRequest.DeleteRecordsTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension DeleteRecordsRequest.DeleteRecordsPartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("offset", version, &self.offset)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["offset"] = self.offset.json(version: version)
        return .object(fields)
    }
}

extension DeleteRecordsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension DeleteRecordsResponse.DeleteRecordsTopicResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension DeleteRecordsResponse.DeleteRecordsPartitionResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("lowWatermark", version, &self.lowWatermark)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["lowWatermark"] = self.lowWatermark.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
