// Made by bin/generate from Schemas/Api/AllocateProducerIds.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AllocateProducerIdsRequest: JSONConvertible {
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

extension AllocateProducerIdsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("producerIdStart", version, &self.producerIdStart)
        try fields.value("producerIdLen", version, &self.producerIdLen)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["producerIdStart"] = self.producerIdStart.json(version: version)
        fields["producerIdLen"] = self.producerIdLen.json(version: version)
        return .object(fields)
    }
}
