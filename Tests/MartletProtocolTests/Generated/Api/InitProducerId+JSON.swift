// Made by bin/generate from Schemas/Api/InitProducerId.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension InitProducerIdRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("transactionalId", version, &self.transactionalId)
        try fields.value("transactionTimeoutMs", version, &self.transactionTimeoutMs)
        if version >= 3 {
            try fields.value("producerId", version, &self.producerId)
        }
        if version >= 3 {
            try fields.value("producerEpoch", version, &self.producerEpoch)
        }
        if version == 6 {
            try fields.value("enable2Pc", version, &self.enable2Pc)
        }
        if version == 6 {
            try fields.value("keepPreparedTxn", version, &self.keepPreparedTxn)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["transactionalId"] = self.transactionalId.json(version: version)
        fields["transactionTimeoutMs"] = self.transactionTimeoutMs.json(version: version)
        if version >= 3 {
            fields["producerId"] = self.producerId.json(version: version)
        }
        if version >= 3 {
            fields["producerEpoch"] = self.producerEpoch.json(version: version)
        }
        if version == 6 {
            fields["enable2Pc"] = self.enable2Pc.json(version: version)
        }
        if version == 6 {
            fields["keepPreparedTxn"] = self.keepPreparedTxn.json(version: version)
        }
        return .object(fields)
    }
}

extension InitProducerIdResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("producerId", version, &self.producerId)
        try fields.value("producerEpoch", version, &self.producerEpoch)
        if version == 6 {
            try fields.value("ongoingTxnProducerId", version, &self.ongoingTxnProducerId)
        }
        if version == 6 {
            try fields.value("ongoingTxnProducerEpoch", version, &self.ongoingTxnProducerEpoch)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["producerId"] = self.producerId.json(version: version)
        fields["producerEpoch"] = self.producerEpoch.json(version: version)
        if version == 6 {
            fields["ongoingTxnProducerId"] = self.ongoingTxnProducerId.json(version: version)
        }
        if version == 6 {
            fields["ongoingTxnProducerEpoch"] = self.ongoingTxnProducerEpoch.json(version: version)
        }
        return .object(fields)
    }
}
