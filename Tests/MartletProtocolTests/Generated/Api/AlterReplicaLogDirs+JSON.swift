// Made by bin/generate from Schemas/Api/AlterReplicaLogDirs.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension AlterReplicaLogDirsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("dirs", version, &self.dirs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["dirs"] = self.dirs.json(version: version)
        return .object(fields)
    }
}

extension AlterReplicaLogDirsRequest.AlterReplicaLogDir: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("path", version, &self.path)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["path"] = self.path.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic: JSONConvertible {
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

extension AlterReplicaLogDirsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("results", version, &self.results)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["results"] = self.results.json(version: version)
        return .object(fields)
    }
}

extension AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicName", version, &self.topicName)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicName"] = self.topicName.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
