// Made by bin/generate from Schemas/Api/ShareFetch.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareFetchRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("groupId", version, &self.groupId)
        try fields.value("memberId", version, &self.memberId)
        try fields.value("shareSessionEpoch", version, &self.shareSessionEpoch)
        try fields.value("maxWaitMs", version, &self.maxWaitMs)
        try fields.value("minBytes", version, &self.minBytes)
        try fields.value("maxBytes", version, &self.maxBytes)
        try fields.value("maxRecords", version, &self.maxRecords)
        try fields.value("batchSize", version, &self.batchSize)
        if version == 2 {
            try fields.value("shareAcquireMode", version, &self.shareAcquireMode)
        }
        if version == 2 {
            try fields.value("isRenewAck", version, &self.isRenewAck)
        }
        try fields.value("topics", version, &self.topics)
        try fields.value("forgottenTopicsData", version, &self.forgottenTopicsData)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["groupId"] = self.groupId.json(version: version)
        fields["memberId"] = self.memberId.json(version: version)
        fields["shareSessionEpoch"] = self.shareSessionEpoch.json(version: version)
        fields["maxWaitMs"] = self.maxWaitMs.json(version: version)
        fields["minBytes"] = self.minBytes.json(version: version)
        fields["maxBytes"] = self.maxBytes.json(version: version)
        fields["maxRecords"] = self.maxRecords.json(version: version)
        fields["batchSize"] = self.batchSize.json(version: version)
        if version == 2 {
            fields["shareAcquireMode"] = self.shareAcquireMode.json(version: version)
        }
        if version == 2 {
            fields["isRenewAck"] = self.isRenewAck.json(version: version)
        }
        fields["topics"] = self.topics.json(version: version)
        fields["forgottenTopicsData"] = self.forgottenTopicsData.json(version: version)
        return .object(fields)
    }
}

extension ShareFetchRequest.FetchTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension ShareFetchRequest.FetchPartition: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("acknowledgementBatches", version, &self.acknowledgementBatches)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["acknowledgementBatches"] = self.acknowledgementBatches.json(version: version)
        return .object(fields)
    }
}

extension ShareFetchRequest.AcknowledgementBatch: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("firstOffset", version, &self.firstOffset)
        try fields.value("lastOffset", version, &self.lastOffset)
        try fields.value("acknowledgeTypes", version, &self.acknowledgeTypes)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["firstOffset"] = self.firstOffset.json(version: version)
        fields["lastOffset"] = self.lastOffset.json(version: version)
        fields["acknowledgeTypes"] = self.acknowledgeTypes.json(version: version)
        return .object(fields)
    }
}

extension ShareFetchRequest.ForgottenTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension ShareFetchResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("acquisitionLockTimeoutMs", version, &self.acquisitionLockTimeoutMs)
        try fields.value("responses", version, &self.responses)
        try fields.value("nodeEndpoints", version, &self.nodeEndpoints)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["acquisitionLockTimeoutMs"] = self.acquisitionLockTimeoutMs.json(version: version)
        fields["responses"] = self.responses.json(version: version)
        fields["nodeEndpoints"] = self.nodeEndpoints.json(version: version)
        return .object(fields)
    }
}

extension ShareFetchResponse.ShareFetchableTopicResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension ShareFetchResponse.PartitionData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("acknowledgeErrorCode", version, &self.acknowledgeErrorCode)
        try fields.value("acknowledgeErrorMessage", version, &self.acknowledgeErrorMessage)
        try fields.value("currentLeader", version, &self.currentLeader)
        try fields.value("records", version, &self.records)
        try fields.value("acquiredRecords", version, &self.acquiredRecords)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        fields["acknowledgeErrorCode"] = self.acknowledgeErrorCode.json(version: version)
        fields["acknowledgeErrorMessage"] = self.acknowledgeErrorMessage.json(version: version)
        fields["currentLeader"] = self.currentLeader.json(version: version)
        fields["records"] = self.records.json(version: version)
        fields["acquiredRecords"] = self.acquiredRecords.json(version: version)
        return .object(fields)
    }
}

extension ShareFetchResponse.LeaderIdAndEpoch: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("leaderId", version, &self.leaderId)
        try fields.value("leaderEpoch", version, &self.leaderEpoch)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["leaderId"] = self.leaderId.json(version: version)
        fields["leaderEpoch"] = self.leaderEpoch.json(version: version)
        return .object(fields)
    }
}

extension ShareFetchResponse.AcquiredRecords: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("firstOffset", version, &self.firstOffset)
        try fields.value("lastOffset", version, &self.lastOffset)
        try fields.value("deliveryCount", version, &self.deliveryCount)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["firstOffset"] = self.firstOffset.json(version: version)
        fields["lastOffset"] = self.lastOffset.json(version: version)
        fields["deliveryCount"] = self.deliveryCount.json(version: version)
        return .object(fields)
    }
}

extension ShareFetchResponse.NodeEndpoint: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("nodeId", version, &self.nodeId)
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
        try fields.value("rack", version, &self.rack)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["nodeId"] = self.nodeId.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        fields["rack"] = self.rack.json(version: version)
        return .object(fields)
    }
}
