// Made by bin/generate from Schemas/Api/WriteShareGroupState.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension WriteShareGroupStateRequest: JSONConvertible {
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

extension WriteShareGroupStateRequest.WriteStateData: JSONConvertible {
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

extension WriteShareGroupStateRequest.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partition", version, &self.partition)
        try fields.value("stateEpoch", version, &self.stateEpoch)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("startOffset", version, &self.startOffset)
        if version == 1 {
            try fields.value("deliveryCompleteCount", version, &self.deliveryCompleteCount)
        }
        try fields.value("stateBatches", version, &self.stateBatches)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partition"] = self.partition.json(version: version)
        fields["stateEpoch"] = self.stateEpoch.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["startOffset"] = self.startOffset.json(version: version)
        if version == 1 {
            fields["deliveryCompleteCount"] = self.deliveryCompleteCount.json(version: version)
        }
        fields["stateBatches"] = self.stateBatches.json(version: version)
        return .object(fields)
    }
}

extension WriteShareGroupStateRequest.StateBatch: JSONConvertible {
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

extension WriteShareGroupStateResponse: JSONConvertible {
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

extension WriteShareGroupStateResponse.WriteStateResult: JSONConvertible {
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

extension WriteShareGroupStateResponse.PartitionResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partition", version, &self.partition)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partition"] = self.partition.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        return .object(fields)
    }
}
