// Made by bin/generate from Schemas/Api/AlterPartitionReassignments.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AlterPartitionReassignmentsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("timeoutMs", version, &self.timeoutMs)
        if version == 1 {
            try fields.value("allowReplicationFactorChange", version, &self.allowReplicationFactorChange)
        }
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["timeoutMs"] = self.timeoutMs.json(version: version)
        if version == 1 {
            fields["allowReplicationFactorChange"] = self.allowReplicationFactorChange.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension AlterPartitionReassignmentsRequest.ReassignableTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension AlterPartitionReassignmentsRequest.ReassignablePartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("replicas", version, &self.replicas)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["replicas"] = self.replicas.json(version: version)
        return .object(fields)
    }
}

extension AlterPartitionReassignmentsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        if version == 1 {
            try fields.value("allowReplicationFactorChange", version, &self.allowReplicationFactorChange)
        }
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("responses", version, &self.responses)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        if version == 1 {
            fields["allowReplicationFactorChange"] = self.allowReplicationFactorChange.json(version: version)
        }
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["responses"] = self.responses.json(version: version)
        return .object(fields)
    }
}

extension AlterPartitionReassignmentsResponse.ReassignableTopicResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension AlterPartitionReassignmentsResponse.ReassignablePartitionResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        return .object(fields)
    }
}
