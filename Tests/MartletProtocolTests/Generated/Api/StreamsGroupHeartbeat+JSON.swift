// Made by bin/generate from Schemas/Api/StreamsGroupHeartbeat.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension StreamsGroupHeartbeatRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("memberId", version, &self.memberId)
        try fields.value("memberEpoch", version, &self.memberEpoch)
        try fields.value("endpointInformationEpoch", version, &self.endpointInformationEpoch)
        try fields.value("instanceId", version, &self.instanceId)
        try fields.value("rackId", version, &self.rackId)
        try fields.value("rebalanceTimeoutMs", version, &self.rebalanceTimeoutMs)
        try fields.value("topology", version, &self.topology)
        try fields.value("activeTasks", version, &self.activeTasks)
        try fields.value("standbyTasks", version, &self.standbyTasks)
        try fields.value("warmupTasks", version, &self.warmupTasks)
        try fields.value("processId", version, &self.processId)
        try fields.value("userEndpoint", version, &self.userEndpoint)
        try fields.value("clientTags", version, &self.clientTags)
        try fields.value("taskOffsets", version, &self.taskOffsets)
        try fields.value("taskEndOffsets", version, &self.taskEndOffsets)
        try fields.value("shutdownApplication", version, &self.shutdownApplication)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["memberId"] = self.memberId.json(version: version)
        fields["memberEpoch"] = self.memberEpoch.json(version: version)
        fields["endpointInformationEpoch"] = self.endpointInformationEpoch.json(version: version)
        fields["instanceId"] = self.instanceId.json(version: version)
        fields["rackId"] = self.rackId.json(version: version)
        fields["rebalanceTimeoutMs"] = self.rebalanceTimeoutMs.json(version: version)
        fields["topology"] = self.topology.json(version: version)
        fields["activeTasks"] = self.activeTasks.json(version: version)
        fields["standbyTasks"] = self.standbyTasks.json(version: version)
        fields["warmupTasks"] = self.warmupTasks.json(version: version)
        fields["processId"] = self.processId.json(version: version)
        fields["userEndpoint"] = self.userEndpoint.json(version: version)
        fields["clientTags"] = self.clientTags.json(version: version)
        fields["taskOffsets"] = self.taskOffsets.json(version: version)
        fields["taskEndOffsets"] = self.taskEndOffsets.json(version: version)
        fields["shutdownApplication"] = self.shutdownApplication.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatRequest.Topology: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("epoch", version, &self.epoch)
        try fields.value("subtopologies", version, &self.subtopologies)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["epoch"] = self.epoch.json(version: version)
        fields["subtopologies"] = self.subtopologies.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatRequest.Subtopology: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("subtopologyId", version, &self.subtopologyId)
        try fields.value("sourceTopics", version, &self.sourceTopics)
        try fields.value("sourceTopicRegex", version, &self.sourceTopicRegex)
        try fields.value("stateChangelogTopics", version, &self.stateChangelogTopics)
        try fields.value("repartitionSinkTopics", version, &self.repartitionSinkTopics)
        try fields.value("repartitionSourceTopics", version, &self.repartitionSourceTopics)
        try fields.value("copartitionGroups", version, &self.copartitionGroups)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["subtopologyId"] = self.subtopologyId.json(version: version)
        fields["sourceTopics"] = self.sourceTopics.json(version: version)
        fields["sourceTopicRegex"] = self.sourceTopicRegex.json(version: version)
        fields["stateChangelogTopics"] = self.stateChangelogTopics.json(version: version)
        fields["repartitionSinkTopics"] = self.repartitionSinkTopics.json(version: version)
        fields["repartitionSourceTopics"] = self.repartitionSourceTopics.json(version: version)
        fields["copartitionGroups"] = self.copartitionGroups.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatRequest.CopartitionGroup: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("sourceTopics", version, &self.sourceTopics)
        try fields.value("sourceTopicRegex", version, &self.sourceTopicRegex)
        try fields.value("repartitionSourceTopics", version, &self.repartitionSourceTopics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["sourceTopics"] = self.sourceTopics.json(version: version)
        fields["sourceTopicRegex"] = self.sourceTopicRegex.json(version: version)
        fields["repartitionSourceTopics"] = self.repartitionSourceTopics.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatRequest.KeyValue: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("key", version, &self.key)
        try fields.value("value", version, &self.value)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["key"] = self.key.json(version: version)
        fields["value"] = self.value.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatRequest.TopicInfo: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitions", version, &self.partitions)
        try fields.value("replicationFactor", version, &self.replicationFactor)
        try fields.value("topicConfigs", version, &self.topicConfigs)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        fields["replicationFactor"] = self.replicationFactor.json(version: version)
        fields["topicConfigs"] = self.topicConfigs.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatRequest.Endpoint: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatRequest.TaskOffset: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("subtopologyId", version, &self.subtopologyId)
        try fields.value("partition", version, &self.partition)
        try fields.value("offset", version, &self.offset)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["subtopologyId"] = self.subtopologyId.json(version: version)
        fields["partition"] = self.partition.json(version: version)
        fields["offset"] = self.offset.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatRequest.TaskIds: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("subtopologyId", version, &self.subtopologyId)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["subtopologyId"] = self.subtopologyId.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("memberId", version, &self.memberId)
        try fields.value("memberEpoch", version, &self.memberEpoch)
        try fields.value("heartbeatIntervalMs", version, &self.heartbeatIntervalMs)
        try fields.value("acceptableRecoveryLag", version, &self.acceptableRecoveryLag)
        try fields.value("taskOffsetIntervalMs", version, &self.taskOffsetIntervalMs)
        try fields.value("status", version, &self.status)
        try fields.value("activeTasks", version, &self.activeTasks)
        try fields.value("standbyTasks", version, &self.standbyTasks)
        try fields.value("warmupTasks", version, &self.warmupTasks)
        try fields.value("endpointInformationEpoch", version, &self.endpointInformationEpoch)
        try fields.value("partitionsByUserEndpoint", version, &self.partitionsByUserEndpoint)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["memberId"] = self.memberId.json(version: version)
        fields["memberEpoch"] = self.memberEpoch.json(version: version)
        fields["heartbeatIntervalMs"] = self.heartbeatIntervalMs.json(version: version)
        fields["acceptableRecoveryLag"] = self.acceptableRecoveryLag.json(version: version)
        fields["taskOffsetIntervalMs"] = self.taskOffsetIntervalMs.json(version: version)
        fields["status"] = self.status.json(version: version)
        fields["activeTasks"] = self.activeTasks.json(version: version)
        fields["standbyTasks"] = self.standbyTasks.json(version: version)
        fields["warmupTasks"] = self.warmupTasks.json(version: version)
        fields["endpointInformationEpoch"] = self.endpointInformationEpoch.json(version: version)
        fields["partitionsByUserEndpoint"] = self.partitionsByUserEndpoint.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatResponse.EndpointToPartitions: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("userEndpoint", version, &self.userEndpoint)
        try fields.value("activePartitions", version, &self.activePartitions)
        try fields.value("standbyPartitions", version, &self.standbyPartitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["userEndpoint"] = self.userEndpoint.json(version: version)
        fields["activePartitions"] = self.activePartitions.json(version: version)
        fields["standbyPartitions"] = self.standbyPartitions.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatResponse.Status: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("statusCode", version, &self.statusCode)
        try fields.value("statusDetail", version, &self.statusDetail)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["statusCode"] = self.statusCode.json(version: version)
        fields["statusDetail"] = self.statusDetail.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatResponse.TopicPartition: JSONConvertible {
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

extension StreamsGroupHeartbeatResponse.TaskIds: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("subtopologyId", version, &self.subtopologyId)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["subtopologyId"] = self.subtopologyId.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupHeartbeatResponse.Endpoint: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        return .object(fields)
    }
}
