// Made by bin/generate from Schemas/Records/control/EndTxnMarker.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension EndTxnMarker: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("coordinatorEpoch", version, &self.coordinatorEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["coordinatorEpoch"] = self.coordinatorEpoch.json(version: version)
        return .object(fields)
    }
}
