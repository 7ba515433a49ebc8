// Made by bin/generate from Schemas/Records/group/OffsetCommitValue.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension OffsetCommitValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("offset", version, &self.offset)
        if version >= 3 {
            try fields.value("leaderEpoch", version, &self.leaderEpoch)
        }
        try fields.value("metadata", version, &self.metadata)
        try fields.value("commitTimestamp", version, &self.commitTimestamp)
        if version == 1 {
            try fields.value("expireTimestamp", version, &self.expireTimestamp)
        }
        if version == 4 {
            try fields.taggedValue("topicId", version, &self.topicId)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["offset"] = self.offset.json(version: version)
        if version >= 3 {
            fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        }
        fields["metadata"] = self.metadata.json(version: version)
        fields["commitTimestamp"] = self.commitTimestamp.json(version: version)
        if version == 1 {
            fields["expireTimestamp"] = self.expireTimestamp.json(version: version)
        }
        if version == 4 && self.topicId.uuid != .zero {
            fields["topicId"] = self.topicId.json(version: version)
        }
        return .object(fields)
    }
}
