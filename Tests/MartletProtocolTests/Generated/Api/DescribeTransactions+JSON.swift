// Made by bin/generate from Schemas/Api/DescribeTransactions.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeTransactionsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("transactionalIds", version, &self.transactionalIds)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["transactionalIds"] = self.transactionalIds.json(version: version)
        return .object(fields)
    }
}

extension DescribeTransactionsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("transactionStates", version, &self.transactionStates)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["transactionStates"] = self.transactionStates.json(version: version)
        return .object(fields)
    }
}

extension DescribeTransactionsResponse.TransactionState: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("transactionalId", version, &self.transactionalId)
        try fields.value("transactionState", version, &self.transactionState)
        try fields.value("transactionTimeoutMs", version, &self.transactionTimeoutMs)
        try fields.value("transactionStartTimeMs", version, &self.transactionStartTimeMs)
        try fields.value("producerId", version, &self.producerId)
        try fields.value("producerEpoch", version, &self.producerEpoch)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["transactionalId"] = self.transactionalId.json(version: version)
        fields["transactionState"] = self.transactionState.json(version: version)
        fields["transactionTimeoutMs"] = self.transactionTimeoutMs.json(version: version)
        fields["transactionStartTimeMs"] = self.transactionStartTimeMs.json(version: version)
        fields["producerId"] = self.producerId.json(version: version)
        fields["producerEpoch"] = self.producerEpoch.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension DescribeTransactionsResponse.TopicData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topic", version, &self.topic)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topic"] = self.topic.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}
