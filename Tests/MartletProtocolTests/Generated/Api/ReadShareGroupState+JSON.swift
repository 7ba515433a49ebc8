// Made by bin/generate from Schemas/Api/ReadShareGroupState.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ReadShareGroupStateRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension ReadShareGroupStateRequest.ReadStateData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension ReadShareGroupStateRequest.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partition", version, &self.partition)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partition"] = self.partition.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        return .object(fields)
    }
}

extension ReadShareGroupStateResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("results", version, &self.results)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["results"] = self.results.json(version: version)
        return .object(fields)
    }
}

extension ReadShareGroupStateResponse.ReadStateResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension ReadShareGroupStateResponse.PartitionResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partition", version, &self.partition)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("stateEpoch", version, &self.stateEpoch)
        try fields.value("startOffset", version, &self.startOffset)
        try fields.value("stateBatches", version, &self.stateBatches)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partition"] = self.partition.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["stateEpoch"] = self.stateEpoch.json(version: version)
        fields["startOffset"] = self.startOffset.json(version: version)
        fields["stateBatches"] = self.stateBatches.json(version: version)
        return .object(fields)
    }
}

extension ReadShareGroupStateResponse.StateBatch: JSONConvertible {
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
