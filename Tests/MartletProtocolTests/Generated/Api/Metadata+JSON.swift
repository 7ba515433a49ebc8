// Made by bin/generate from Schemas/Api/Metadata.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension MetadataRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topics", version, &self.topics)
        if version >= 4 {
            try fields.value("allowAutoTopicCreation", version, &self.allowAutoTopicCreation)
        }
        if version >= 8 && version <= 10 {
            try fields.value("includeClusterAuthorizedOperations", version, &self.includeClusterAuthorizedOperations)
        }
        if version >= 8 {
            try fields.value("includeTopicAuthorizedOperations", version, &self.includeTopicAuthorizedOperations)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topics"] = self.topics.json(version: version)
        if version >= 4 {
            fields["allowAutoTopicCreation"] = self.allowAutoTopicCreation.json(version: version)
        }
        if version >= 8 && version <= 10 {
            fields["includeClusterAuthorizedOperations"] = self.includeClusterAuthorizedOperations.json(version: version)
        }
        if version >= 8 {
            fields["includeTopicAuthorizedOperations"] = self.includeTopicAuthorizedOperations.json(version: version)
        }
        return .object(fields)
    }
}

extension MetadataRequest.MetadataRequestTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 10 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("name", version, &self.name)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 10 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["name"] = self.name.json(version: version)
        return .object(fields)
    }
}

extension MetadataResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 3 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        try fields.value("brokers", version, &self.brokers)
        if version >= 2 {
            try fields.value("clusterId", version, &self.clusterId)
        }
        if version >= 1 {
            try fields.value("controllerId", version, &self.controllerId)
        }
        try fields.value("topics", version, &self.topics)
        if version >= 8 && version <= 10 {
            try fields.value("clusterAuthorizedOperations", version, &self.clusterAuthorizedOperations)
        }
        if version == 13 {
            try fields.value("errorCode", version, &self.errorCode)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 3 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        fields["brokers"] = self.brokers.json(version: version)
        if version >= 2 {
            fields["clusterId"] = self.clusterId.json(version: version)
        }
        if version >= 1 {
            fields["controllerId"] = self.controllerId.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        if version >= 8 && version <= 10 {
            fields["clusterAuthorizedOperations"] = self.clusterAuthorizedOperations.json(version: version)
        }
        if version == 13 {
            fields["errorCode"] = self.errorCode.json(version: version)
        }
        return .object(fields)
    }
}

extension MetadataResponse.MetadataResponseBroker: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("nodeId", version, &self.nodeId)
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
        if version >= 1 {
            try fields.value("rack", version, &self.rack)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["nodeId"] = self.nodeId.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        if version >= 1 {
            fields["rack"] = self.rack.json(version: version)
        }
        return .object(fields)
    }
}

extension MetadataResponse.MetadataResponseTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("name", version, &self.name)
        if version >= 10 {
            try fields.value("topicId", version, &self.topicId)
        }
        if version >= 1 {
            try fields.value("isInternal", version, &self.isInternal)
        }
        try fields.value("partitions", version, &self.partitions)
        if version >= 8 {
            try fields.value("topicAuthorizedOperations", version, &self.topicAuthorizedOperations)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["name"] = self.name.json(version: version)
        if version >= 10 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        if version >= 1 {
            fields["isInternal"] = self.isInternal.json(version: version)
        }
        fields["partitions"] = self.partitions.json(version: version)
        if version >= 8 {
            fields["topicAuthorizedOperations"] = self.topicAuthorizedOperations.json(version: version)
        }
        return .object(fields)
    }
}

extension MetadataResponse.MetadataResponsePartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("leaderId", version, &self.leaderId)
        if version >= 7 {
            try fields.value("leaderEpoch", version, &self.leaderEpoch)
        }
        try fields.value("replicaNodes", version, &self.replicaNodes)
        try fields.value("isrNodes", version, &self.isrNodes)
        if version >= 5 {
            try fields.value("offlineReplicas", version, &self.offlineReplicas)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["leaderId"] = self.leaderId.json(version: version)
        if version >= 7 {
            fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        }
        fields["replicaNodes"] = self.replicaNodes.json(version: version)
        fields["isrNodes"] = self.isrNodes.json(version: version)
        if version >= 5 {
            fields["offlineReplicas"] = self.offlineReplicas.json(version: version)
        }
        return .object(fields)
    }
}
