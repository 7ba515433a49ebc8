// Made by bin/generate from Schemas/Api/AddOffsetsToTxn.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AddOffsetsToTxnRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("transactionalId", version, &self.transactionalId)
        try fields.value("producerId", version, &self.producerId)
        try fields.value("producerEpoch", version, &self.producerEpoch)
        try fields.value("groupId", version, &self.groupId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["transactionalId"] = self.transactionalId.json(version: version)
        fields["producerId"] = self.producerId.json(version: version)
        fields["producerEpoch"] = self.producerEpoch.json(version: version)
        fields["groupId"] = self.groupId.json(version: version)
        return .object(fields)
    }
}

extension AddOffsetsToTxnResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
