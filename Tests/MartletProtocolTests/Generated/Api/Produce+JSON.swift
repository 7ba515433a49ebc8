// Made by bin/generate from Schemas/Api/Produce.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ProduceRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("transactionalId", version, &self.transactionalId)
        try fields.value("acks", version, &self.acks)
        try fields.value("timeoutMs", version, &self.timeoutMs)
        try fields.value("topicData", version, &self.topicData)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["transactionalId"] = self.transactionalId.json(version: version)
        fields["acks"] = self.acks.json(version: version)
        fields["timeoutMs"] = self.timeoutMs.json(version: version)
        fields["topicData"] = self.topicData.json(version: version)
        return .object(fields)
    }
}

extension ProduceRequest.TopicProduceData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version <= 12 {
            try fields.value("name", version, &self.name)
        }
        if version == 13 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("partitionData", version, &self.partitionData)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version <= 12 {
            fields["name"] = self.name.json(version: version)
        }
        if version == 13 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["partitionData"] = self.partitionData.json(version: version)
        return .object(fields)
    }
}

extension ProduceRequest.PartitionProduceData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("index", version, &self.index)
        try fields.value("records", version, &self.records)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["index"] = self.index.json(version: version)
        fields["records"] = self.records.json(version: version)
        return .object(fields)
    }
}

extension ProduceResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("responses", version, &self.responses)
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        if version >= 10 {
            try fields.taggedValue("nodeEndpoints", version, &self.nodeEndpoints)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["responses"] = self.responses.json(version: version)
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        if version >= 10 && !self.nodeEndpoints.isEmpty {
            fields["nodeEndpoints"] = self.nodeEndpoints.json(version: version)
        }
        return .object(fields)
    }
}

extension ProduceResponse.TopicProduceResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version <= 12 {
            try fields.value("name", version, &self.name)
        }
        if version == 13 {
            try fields.value("topicId", version, &self.topicId)
        }
        try fields.value("partitionResponses", version, &self.partitionResponses)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version <= 12 {
            fields["name"] = self.name.json(version: version)
        }
        if version == 13 {
            fields["topicId"] = self.topicId.json(version: version)
        }
        fields["partitionResponses"] = self.partitionResponses.json(version: version)
        return .object(fields)
    }
}

extension ProduceResponse.PartitionProduceResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("index", version, &self.index)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("baseOffset", version, &self.baseOffset)
        try fields.value("logAppendTimeMs", version, &self.logAppendTimeMs)
        if version >= 5 {
            try fields.value("logStartOffset", version, &self.logStartOffset)
        }
        if version >= 8 {
            try fields.value("recordErrors", version, &self.recordErrors)
        }
        if version >= 8 {
            try fields.value("errorMessage", version, &self.errorMessage)
        }
        if version >= 10 {
            try fields.taggedValue("currentLeader", version, &self.currentLeader)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["index"] = self.index.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["baseOffset"] = self.baseOffset.json(version: version)
        fields["logAppendTimeMs"] = self.logAppendTimeMs.json(version: version)
        if version >= 5 {
            fields["logStartOffset"] = self.logStartOffset.json(version: version)
        }
        if version >= 8 {
            fields["recordErrors"] = self.recordErrors.json(version: version)
        }
        if version >= 8 {
            fields["errorMessage"] = self.errorMessage.json(version: version)
        }
        if version >= 10 && self.currentLeader != ProduceResponse.LeaderIdAndEpoch() {
            fields["currentLeader"] = self.currentLeader.json(version: version)
        }
        return .object(fields)
    }
}

extension ProduceResponse.BatchIndexAndErrorMessage: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("batchIndex", version, &self.batchIndex)
        try fields.value("batchIndexErrorMessage", version, &self.batchIndexErrorMessage)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["batchIndex"] = self.batchIndex.json(version: version)
        fields["batchIndexErrorMessage"] = self.batchIndexErrorMessage.json(version: version)
        return .object(fields)
    }
}

extension ProduceResponse.LeaderIdAndEpoch: JSONConvertible {
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

extension ProduceResponse.NodeEndpoint: JSONConvertible {
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
