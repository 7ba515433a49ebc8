// Made by bin/generate from Schemas/Api/AddPartitionsToTxn.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AddPartitionsToTxnRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 4 {
            try fields.value("transactions", version, &self.transactions)
        }
        if version <= 3 {
            try fields.value("v3AndBelowTransactionalId", version, &self.v3AndBelowTransactionalId)
        }
        if version <= 3 {
            try fields.value("v3AndBelowProducerId", version, &self.v3AndBelowProducerId)
        }
        if version <= 3 {
            try fields.value("v3AndBelowProducerEpoch", version, &self.v3AndBelowProducerEpoch)
        }
        if version <= 3 {
            try fields.value("v3AndBelowTopics", version, &self.v3AndBelowTopics)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 4 {
            fields["transactions"] = self.transactions.json(version: version)
        }
        if version <= 3 {
            fields["v3AndBelowTransactionalId"] = self.v3AndBelowTransactionalId.json(version: version)
        }
        if version <= 3 {
            fields["v3AndBelowProducerId"] = self.v3AndBelowProducerId.json(version: version)
        }
        if version <= 3 {
            fields["v3AndBelowProducerEpoch"] = self.v3AndBelowProducerEpoch.json(version: version)
        }
        if version <= 3 {
            fields["v3AndBelowTopics"] = self.v3AndBelowTopics.json(version: version)
        }
        return .object(fields)
    }
}

extension AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("transactionalId", version, &self.transactionalId)
        try fields.value("producerId", version, &self.producerId)
        try fields.value("producerEpoch", version, &self.producerEpoch)
        try fields.value("verifyOnly", version, &self.verifyOnly)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["transactionalId"] = self.transactionalId.json(version: version)
        fields["producerId"] = self.producerId.json(version: version)
        fields["producerEpoch"] = self.producerEpoch.json(version: version)
        fields["verifyOnly"] = self.verifyOnly.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension AddPartitionsToTxnRequest.AddPartitionsToTxnTopic: JSONConvertible {
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

extension AddPartitionsToTxnResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        if version >= 4 {
            try fields.value("errorCode", version, &self.errorCode)
        }
        if version >= 4 {
            try fields.value("resultsByTransaction", version, &self.resultsByTransaction)
        }
        if version <= 3 {
            try fields.value("resultsByTopicV3AndBelow", version, &self.resultsByTopicV3AndBelow)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        if version >= 4 {
            fields["errorCode"] = self.errorCode.json(version: version)
        }
        if version >= 4 {
            fields["resultsByTransaction"] = self.resultsByTransaction.json(version: version)
        }
        if version <= 3 {
            fields["resultsByTopicV3AndBelow"] = self.resultsByTopicV3AndBelow.json(version: version)
        }
        return .object(fields)
    }
}

extension AddPartitionsToTxnResponse.AddPartitionsToTxnResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("transactionalId", version, &self.transactionalId)
        try fields.value("topicResults", version, &self.topicResults)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["transactionalId"] = self.transactionalId.json(version: version)
        fields["topicResults"] = self.topicResults.json(version: version)
        return .object(fields)
    }
}

extension AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("resultsByPartition", version, &self.resultsByPartition)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["resultsByPartition"] = self.resultsByPartition.json(version: version)
        return .object(fields)
    }
}

extension AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("partitionErrorCode", version, &self.partitionErrorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["partitionErrorCode"] = self.partitionErrorCode.json(version: version)
        return .object(fields)
    }
}
