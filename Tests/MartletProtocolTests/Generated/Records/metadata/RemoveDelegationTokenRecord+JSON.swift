// Made by bin/generate from Schemas/Records/metadata/RemoveDelegationTokenRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension RemoveDelegationTokenRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("tokenId", version, &self.tokenId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["tokenId"] = self.tokenId.json(version: version)
        return .object(fields)
    }
}
