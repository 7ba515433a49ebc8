// Made by bin/generate from Schemas/Api/StreamsGroupDescribe.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension StreamsGroupDescribeRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupIds", version, &self.groupIds)
        try fields.value("includeAuthorizedOperations", version, &self.includeAuthorizedOperations)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupIds"] = self.groupIds.json(version: version)
        fields["includeAuthorizedOperations"] = self.includeAuthorizedOperations.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupDescribeResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("groups", version, &self.groups)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["groups"] = self.groups.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupDescribeResponse.DescribedGroup: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("groupId", version, &self.groupId)
        try fields.value("groupState", version, &self.groupState)
        try fields.value("groupEpoch", version, &self.groupEpoch)
        try fields.value("assignmentEpoch", version, &self.assignmentEpoch)
        try fields.value("topology", version, &self.topology)
        try fields.value("members", version, &self.members)
        try fields.value("authorizedOperations", version, &self.authorizedOperations)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["groupId"] = self.groupId.json(version: version)
        fields["groupState"] = self.groupState.json(version: version)
        fields["groupEpoch"] = self.groupEpoch.json(version: version)
        fields["assignmentEpoch"] = self.assignmentEpoch.json(version: version)
        fields["topology"] = self.topology.json(version: version)
        fields["members"] = self.members.json(version: version)
        fields["authorizedOperations"] = self.authorizedOperations.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupDescribeResponse.Topology: JSONConvertible {
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

extension StreamsGroupDescribeResponse.Subtopology: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("subtopologyId", version, &self.subtopologyId)
        try fields.value("sourceTopics", version, &self.sourceTopics)
        try fields.value("repartitionSinkTopics", version, &self.repartitionSinkTopics)
        try fields.value("stateChangelogTopics", version, &self.stateChangelogTopics)
        try fields.value("repartitionSourceTopics", version, &self.repartitionSourceTopics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["subtopologyId"] = self.subtopologyId.json(version: version)
        fields["sourceTopics"] = self.sourceTopics.json(version: version)
        fields["repartitionSinkTopics"] = self.repartitionSinkTopics.json(version: version)
        fields["stateChangelogTopics"] = self.stateChangelogTopics.json(version: version)
        fields["repartitionSourceTopics"] = self.repartitionSourceTopics.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupDescribeResponse.Member: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("memberId", version, &self.memberId)
        try fields.value("memberEpoch", version, &self.memberEpoch)
        try fields.value("instanceId", version, &self.instanceId)
        try fields.value("rackId", version, &self.rackId)
        try fields.value("clientId", version, &self.clientId)
        try fields.value("clientHost", version, &self.clientHost)
        try fields.value("topologyEpoch", version, &self.topologyEpoch)
        try fields.value("processId", version, &self.processId)
        try fields.value("userEndpoint", version, &self.userEndpoint)
        try fields.value("clientTags", version, &self.clientTags)
        try fields.value("taskOffsets", version, &self.taskOffsets)
        try fields.value("taskEndOffsets", version, &self.taskEndOffsets)
        try fields.value("assignment", version, &self.assignment)
        try fields.value("targetAssignment", version, &self.targetAssignment)
        try fields.value("isClassic", version, &self.isClassic)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["memberId"] = self.memberId.json(version: version)
        fields["memberEpoch"] = self.memberEpoch.json(version: version)
        fields["instanceId"] = self.instanceId.json(version: version)
        fields["rackId"] = self.rackId.json(version: version)
        fields["clientId"] = self.clientId.json(version: version)
        fields["clientHost"] = self.clientHost.json(version: version)
        fields["topologyEpoch"] = self.topologyEpoch.json(version: version)
        fields["processId"] = self.processId.json(version: version)
        fields["userEndpoint"] = self.userEndpoint.json(version: version)
        fields["clientTags"] = self.clientTags.json(version: version)
        fields["taskOffsets"] = self.taskOffsets.json(version: version)
        fields["taskEndOffsets"] = self.taskEndOffsets.json(version: version)
        fields["assignment"] = self.assignment.json(version: version)
        fields["targetAssignment"] = self.targetAssignment.json(version: version)
        fields["isClassic"] = self.isClassic.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupDescribeResponse.Endpoint: JSONConvertible {
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

extension StreamsGroupDescribeResponse.TaskOffset: JSONConvertible {
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

extension StreamsGroupDescribeResponse.Assignment: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("activeTasks", version, &self.activeTasks)
        try fields.value("standbyTasks", version, &self.standbyTasks)
        try fields.value("warmupTasks", version, &self.warmupTasks)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["activeTasks"] = self.activeTasks.json(version: version)
        fields["standbyTasks"] = self.standbyTasks.json(version: version)
        fields["warmupTasks"] = self.warmupTasks.json(version: version)
        return .object(fields)
    }
}

extension StreamsGroupDescribeResponse.TaskIds: JSONConvertible {
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

extension StreamsGroupDescribeResponse.KeyValue: JSONConvertible {
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

extension StreamsGroupDescribeResponse.TopicInfo: JSONConvertible {
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
