// Made by bin/generate from Schemas/Records/transaction/TransactionLogValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension TransactionLogValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("producerId", version, &self.producerId)
        if version == 1 {
            try fields.taggedValue("previousProducerId", version, &self.previousProducerId)
        }
        if version == 1 {
            try fields.taggedValue("nextProducerId", version, &self.nextProducerId)
        }
        try fields.value("producerEpoch", version, &self.producerEpoch)
        try fields.value("transactionTimeoutMs", version, &self.transactionTimeoutMs)
        try fields.value("transactionStatus", version, &self.transactionStatus)
        try fields.value("transactionPartitions", version, &self.transactionPartitions)
        try fields.value("transactionLastUpdateTimestampMs", version, &self.transactionLastUpdateTimestampMs)
        try fields.value("transactionStartTimestampMs", version, &self.transactionStartTimestampMs)
        if version == 1 {
            try fields.taggedValue("clientTransactionVersion", version, &self.clientTransactionVersion)
        }
        if version == 1 {
            try fields.taggedValue("nextProducerEpoch", version, &self.nextProducerEpoch)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["producerId"] = self.producerId.json(version: version)
        if version == 1 && self.previousProducerId.rawValue != -1 {
            fields["previousProducerId"] = self.previousProducerId.json(version: version)
        }
        if version == 1 && self.nextProducerId.rawValue != -1 {
            fields["nextProducerId"] = self.nextProducerId.json(version: version)
        }
        fields["producerEpoch"] = self.producerEpoch.json(version: version)
        fields["transactionTimeoutMs"] = self.transactionTimeoutMs.json(version: version)
        fields["transactionStatus"] = self.transactionStatus.json(version: version)
        fields["transactionPartitions"] = self.transactionPartitions.json(version: version)
        fields["transactionLastUpdateTimestampMs"] = self.transactionLastUpdateTimestampMs.json(version: version)
        fields["transactionStartTimestampMs"] = self.transactionStartTimestampMs.json(version: version)
        if version == 1 && self.clientTransactionVersion != 0 {
            fields["clientTransactionVersion"] = self.clientTransactionVersion.json(version: version)
        }
        if version == 1 && self.nextProducerEpoch.rawValue != -1 {
            fields["nextProducerEpoch"] = self.nextProducerEpoch.json(version: version)
        }
        return .object(fields)
    }
}

extension TransactionLogValue.PartitionsSchema: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topic", version, &self.topic)
        try fields.value("partitionIds", version, &self.partitionIds)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topic"] = self.topic.json(version: version)
        fields["partitionIds"] = self.partitionIds.json(version: version)
        return .object(fields)
    }
}
