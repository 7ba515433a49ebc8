// Made by bin/generate from Schemas/Records/metadata/BrokerRegistrationChangeRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension BrokerRegistrationChangeRecord: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("brokerEpoch", version, &self.brokerEpoch)
        try fields.taggedValue("fenced", version, &self.fenced)
        if version >= 1 {
            try fields.taggedValue("inControlledShutdown", version, &self.inControlledShutdown)
        }
        if version >= 2 {
            try fields.taggedValue("logDirs", version, &self.logDirs)
        }
        if version == 3 {
            try fields.taggedValue("cordonedLogDirs", version, &self.cordonedLogDirs)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["brokerEpoch"] = self.brokerEpoch.json(version: version)
        if self.fenced != 0 {
            fields["fenced"] = self.fenced.json(version: version)
        }
        if version >= 1 && self.inControlledShutdown != 0 {
            fields["inControlledShutdown"] = self.inControlledShutdown.json(version: version)
        }
        if version >= 2 && !self.logDirs.isEmpty {
            fields["logDirs"] = self.logDirs.json(version: version)
        }
        if version == 3 && self.cordonedLogDirs != nil {
            fields["cordonedLogDirs"] = self.cordonedLogDirs.json(version: version)
        }
        return .object(fields)
    }
}
