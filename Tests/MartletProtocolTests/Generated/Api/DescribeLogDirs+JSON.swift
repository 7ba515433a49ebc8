// Made by bin/generate from Schemas/Api/DescribeLogDirs.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeLogDirsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension DescribeLogDirsRequest.DescribableLogDirTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topic", version, &self.topic)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topic"] = self.topic.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension DescribeLogDirsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        if version >= 3 {
            try fields.value("errorCode", version, &self.errorCode)
        }
        try fields.value("results", version, &self.results)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        if version >= 3 {
            fields["errorCode"] = self.errorCode.json(version: version)
        }
        fields["results"] = self.results.json(version: version)
        return .object(fields)
    }
}

extension DescribeLogDirsResponse.DescribeLogDirsResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("logDir", version, &self.logDir)
        try fields.value("topics", version, &self.topics)
        if version >= 4 {
            try fields.value("totalBytes", version, &self.totalBytes)
        }
        if version >= 4 {
            try fields.value("usableBytes", version, &self.usableBytes)
        }
        if version == 5 {
            try fields.value("isCordoned", version, &self.isCordoned)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["logDir"] = self.logDir.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        if version >= 4 {
            fields["totalBytes"] = self.totalBytes.json(version: version)
        }
        if version >= 4 {
            fields["usableBytes"] = self.usableBytes.json(version: version)
        }
        if version == 5 {
            fields["isCordoned"] = self.isCordoned.json(version: version)
        }
        return .object(fields)
    }
}

extension DescribeLogDirsResponse.DescribeLogDirsTopic: JSONConvertible {
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

extension DescribeLogDirsResponse.DescribeLogDirsPartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("partitionSize", version, &self.partitionSize)
        try fields.value("offsetLag", version, &self.offsetLag)
        try fields.value("isFutureKey", version, &self.isFutureKey)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["partitionSize"] = self.partitionSize.json(version: version)
        fields["offsetLag"] = self.offsetLag.json(version: version)
        fields["isFutureKey"] = self.isFutureKey.json(version: version)
        return .object(fields)
    }
}
