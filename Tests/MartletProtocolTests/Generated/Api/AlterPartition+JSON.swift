// Made by bin/generate from Schemas/Api/AlterPartition.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AlterPartitionRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("brokerEpoch", version, &self.brokerEpoch)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["brokerEpoch"] = self.brokerEpoch.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension AlterPartitionRequest.TopicData: JSONConvertible {
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

extension AlterPartitionRequest.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        if version == 2 {
            try fields.value("newIsr", version, &self.newIsr)
        }
        if version == 3 {
            try fields.value("newIsrWithEpochs", version, &self.newIsrWithEpochs)
        }
        try fields.value("leaderRecoveryState", version, &self.leaderRecoveryState)
        try fields.value("partitionEpoch", version, &self.partitionEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        if version == 2 {
            fields["newIsr"] = self.newIsr.json(version: version)
        }
        if version == 3 {
            fields["newIsrWithEpochs"] = self.newIsrWithEpochs.json(version: version)
        }
        fields["leaderRecoveryState"] = self.leaderRecoveryState.json(version: version)
        fields["partitionEpoch"] = self.partitionEpoch.json(version: version)
        return .object(fields)
    }
}

extension AlterPartitionRequest.BrokerState: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("brokerEpoch", version, &self.brokerEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["brokerEpoch"] = self.brokerEpoch.json(version: version)
        return .object(fields)
    }
}

extension AlterPartitionResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension AlterPartitionResponse.TopicData: JSONConvertible {
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

extension AlterPartitionResponse.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
        try fields.value("isr", version, &self.isr)
        try fields.value("leaderRecoveryState", version, &self.leaderRecoveryState)
        try fields.value("partitionEpoch", version, &self.partitionEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        fields["isr"] = self.isr.json(version: version)
        fields["leaderRecoveryState"] = self.leaderRecoveryState.json(version: version)
        fields["partitionEpoch"] = self.partitionEpoch.json(version: version)
        return .object(fields)
    }
}
