// Made by bin/generate from Schemas/Records/metadata/UnregisterBrokerRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension UnregisterBrokerRecord: JSONConvertible {
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
