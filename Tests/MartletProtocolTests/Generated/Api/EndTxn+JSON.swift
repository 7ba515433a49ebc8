// Made by bin/generate from Schemas/Api/EndTxn.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension EndTxnRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("transactionalId", version, &self.transactionalId)
        try fields.value("producerId", version, &self.producerId)
        try fields.value("producerEpoch", version, &self.producerEpoch)
        try fields.value("committed", version, &self.committed)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["transactionalId"] = self.transactionalId.json(version: version)
        fields["producerId"] = self.producerId.json(version: version)
        fields["producerEpoch"] = self.producerEpoch.json(version: version)
        fields["committed"] = self.committed.json(version: version)
        return .object(fields)
    }
}

extension EndTxnResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        if version == 5 {
            try fields.value("producerId", version, &self.producerId)
        }
        if version == 5 {
            try fields.value("producerEpoch", version, &self.producerEpoch)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        if version == 5 {
            fields["producerId"] = self.producerId.json(version: version)
        }
        if version == 5 {
            fields["producerEpoch"] = self.producerEpoch.json(version: version)
        }
        return .object(fields)
    }
}
