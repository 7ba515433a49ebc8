// Made by bin/generate from Schemas/Api/DescribeProducers.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeProducersRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension DescribeProducersRequest.TopicRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitionIndexes", version, &self.partitionIndexes)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitionIndexes"] = self.partitionIndexes.json(version: version)
        return .object(fields)
    }
}

extension DescribeProducersResponse: JSONConvertible {
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

extension DescribeProducersResponse.TopicResponse: JSONConvertible {
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

extension DescribeProducersResponse.PartitionResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("activeProducers", version, &self.activeProducers)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["activeProducers"] = self.activeProducers.json(version: version)
        return .object(fields)
    }
}

extension DescribeProducersResponse.ProducerState: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("producerId", version, &self.producerId)
        try fields.value("producerEpoch", version, &self.producerEpoch)
        try fields.value("lastSequence", version, &self.lastSequence)
        try fields.value("lastTimestamp", version, &self.lastTimestamp)
        try fields.value("coordinatorEpoch", version, &self.coordinatorEpoch)
        try fields.value("currentTxnStartOffset", version, &self.currentTxnStartOffset)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["producerId"] = self.producerId.json(version: version)
        fields["producerEpoch"] = self.producerEpoch.json(version: version)
        fields["lastSequence"] = self.lastSequence.json(version: version)
        fields["lastTimestamp"] = self.lastTimestamp.json(version: version)
        fields["coordinatorEpoch"] = self.coordinatorEpoch.json(version: version)
        fields["currentTxnStartOffset"] = self.currentTxnStartOffset.json(version: version)
        return .object(fields)
    }
}
