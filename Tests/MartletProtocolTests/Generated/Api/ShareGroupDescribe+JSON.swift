// Made by bin/generate from Schemas/Api/ShareGroupDescribe.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ShareGroupDescribeRequest: JSONConvertible {
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

extension ShareGroupDescribeResponse: JSONConvertible {
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

extension ShareGroupDescribeResponse.DescribedGroup: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        try fields.value("groupId", version, &self.groupId)
        try fields.value("groupState", version, &self.groupState)
        try fields.value("groupEpoch", version, &self.groupEpoch)
        try fields.value("assignmentEpoch", version, &self.assignmentEpoch)
        try fields.value("assignorName", version, &self.assignorName)
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
        fields["assignorName"] = self.assignorName.json(version: version)
        fields["members"] = self.members.json(version: version)
        fields["authorizedOperations"] = self.authorizedOperations.json(version: version)
        return .object(fields)
    }
}

extension ShareGroupDescribeResponse.Member: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("memberId", version, &self.memberId)
        try fields.value("rackId", version, &self.rackId)
        try fields.value("memberEpoch", version, &self.memberEpoch)
        try fields.value("clientId", version, &self.clientId)
        try fields.value("clientHost", version, &self.clientHost)
        try fields.value("subscribedTopicNames", version, &self.subscribedTopicNames)
        try fields.value("assignment", version, &self.assignment)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["memberId"] = self.memberId.json(version: version)
        fields["rackId"] = self.rackId.json(version: version)
        fields["memberEpoch"] = self.memberEpoch.json(version: version)
        fields["clientId"] = self.clientId.json(version: version)
        fields["clientHost"] = self.clientHost.json(version: version)
        fields["subscribedTopicNames"] = self.subscribedTopicNames.json(version: version)
        fields["assignment"] = self.assignment.json(version: version)
        return .object(fields)
    }
}

extension ShareGroupDescribeResponse.TopicPartitions: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicId", version, &self.topicId)
        try fields.value("topicName", version, &self.topicName)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicId"] = self.topicId.json(version: version)
        fields["topicName"] = self.topicName.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension ShareGroupDescribeResponse.Assignment: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("topicPartitions", version, &self.topicPartitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["topicPartitions"] = self.topicPartitions.json(version: version)
        return .object(fields)
    }
}
