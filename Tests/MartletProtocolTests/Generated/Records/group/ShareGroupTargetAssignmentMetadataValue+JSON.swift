// Made by bin/generate from Schemas/Records/group/ShareGroupTargetAssignmentMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareGroupTargetAssignmentMetadataValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("assignmentEpoch", version, &self.assignmentEpoch)
        try fields.taggedValue("assignmentTimestamp", version, &self.assignmentTimestamp)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["assignmentEpoch"] = self.assignmentEpoch.json(version: version)
        if self.assignmentTimestamp != 0 {
            fields["assignmentTimestamp"] = self.assignmentTimestamp.json(version: version)
        }
        return .object(fields)
    }
}
