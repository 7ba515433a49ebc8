// Made by bin/generate from Schemas/Api/ListPartitionReassignments.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ListPartitionReassignmentsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("timeoutMs", version, &self.timeoutMs)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["timeoutMs"] = self.timeoutMs.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitionIndexes", version, &self.partitionIndexes)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitionIndexes"] = self.partitionIndexes.json(version: version)
        return .object(fields)
    }
}

extension ListPartitionReassignmentsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension ListPartitionReassignmentsResponse.OngoingTopicReassignment: JSONConvertible {
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

extension ListPartitionReassignmentsResponse.OngoingPartitionReassignment: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("replicas", version, &self.replicas)
        try fields.value("addingReplicas", version, &self.addingReplicas)
        try fields.value("removingReplicas", version, &self.removingReplicas)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["replicas"] = self.replicas.json(version: version)
        fields["addingReplicas"] = self.addingReplicas.json(version: version)
        fields["removingReplicas"] = self.removingReplicas.json(version: version)
        return .object(fields)
    }
}
