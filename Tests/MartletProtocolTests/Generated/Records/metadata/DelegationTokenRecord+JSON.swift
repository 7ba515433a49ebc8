// Made by bin/generate from Schemas/Records/metadata/DelegationTokenRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DelegationTokenRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("owner", version, &self.owner)
        try fields.value("requester", version, &self.requester)
        try fields.value("renewers", version, &self.renewers)
        try fields.value("issueTimestamp", version, &self.issueTimestamp)
        try fields.value("maxTimestamp", version, &self.maxTimestamp)
        try fields.value("expirationTimestamp", version, &self.expirationTimestamp)
        try fields.value("tokenId", version, &self.tokenId)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["owner"] = self.owner.json(version: version)
        fields["requester"] = self.requester.json(version: version)
        fields["renewers"] = self.renewers.json(version: version)
        fields["issueTimestamp"] = self.issueTimestamp.json(version: version)
        fields["maxTimestamp"] = self.maxTimestamp.json(version: version)
        fields["expirationTimestamp"] = self.expirationTimestamp.json(version: version)
        fields["tokenId"] = self.tokenId.json(version: version)
        return .object(fields)
    }
}
