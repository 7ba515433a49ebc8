import MartletModel
import MartletProtocol

/// CreateTopics, versions 2 to 7: 4 took defaults for −1, 5 answers with the configurations in force, 7 with
/// the topic's id.
extension Controller {
    /// The topics that can be made are made together; each of the others has its error. With `validateOnly`
    /// the reply is the same and there are no records.
    package func createTopics(
        _ request: CreateTopicsRequest, image: ClusterImage, random: inout some RandomNumberGenerator
    ) -> Decision<CreateTopicsResponse> {
        let names = request.topics.map(\.name)
        let duplicates = repeated(names)
        var reply = CreateTopicsResponse()
        var records: [VersionedRecord] = []

        if partitionCount(of: request) > Self.maxPartitionsPerRequest {
            let message = "Excessively large number of partitions per request."
            reply.topics = unique(names).map { refused($0, Refusal(.policyViolation, message)) }
            return Decision(reply: reply)
        }
        let sources = ConfigurationSources(configuration, image: image)
        var taken = collisionKeys(of: names, image: image)
        for topic in request.topics where !duplicates.contains(topic.name) {
            do throws(Refusal) {
                try checkName(topic.name, image: image, taken: taken)
                let creation = try plan(topic, image: image, sources: sources, random: &random)
                if TopicName.canCollide(topic.name) { taken[TopicName.collisionKey(topic.name)] = topic.name }
                records += creation.records
                reply.topics.append(creation.result)
            } catch {
                reply.topics.append(refused(topic.name, error))
            }
        }
        reply.topics += duplicates.sorted().map {
            refused($0, Refusal(.invalidRequest, "Duplicate topic name."))
        }
        return Decision(records: request.validateOnly ? [] : records, reply: reply)
    }

    private func partitionCount(of request: CreateTopicsRequest) -> Int {
        request.topics.reduce(0) { sum, topic in
            if !topic.assignments.isEmpty { return sum + topic.assignments.count }
            return sum
                + Int(
                    topic.numPartitions == -1
                        ? configuration.defaultPartitionCount : max(0, topic.numPartitions))
        }
    }

    private func refused(_ name: String, _ refusal: Refusal) -> CreateTopicsResponse.CreatableTopicResult {
        CreateTopicsResponse.CreatableTopicResult(
            name: name, errorCode: refusal.code, errorMessage: refusal.message, configs: [])
    }

    // MARK: Names

    private func checkName(
        _ name: String, image: ClusterImage, taken: [String: String]
    ) throws(Refusal) {
        if name == TopicPartition.clusterMetadata.topic {
            throw Refusal(.topicAuthorizationFailed, "Authorization failed.")
        }
        if let reason = TopicName.refusal(of: name) { throw Refusal(.invalidTopicException, reason) }
        guard image.topicIDs[name] == nil else {
            throw Refusal(.topicAlreadyExists, "Topic '\(name)' already exists.")
        }
        if TopicName.canCollide(name), let existing = taken[TopicName.collisionKey(name)] {
            throw Refusal(
                .invalidTopicException, "Topic '\(name)' collides with existing topic: \(existing)")
        }
    }

    /// The existing names that a new one could collide with, by their key; empty when no new name can.
    private func collisionKeys(of names: [String], image: ClusterImage) -> [String: String] {
        guard names.contains(where: TopicName.canCollide) else { return [:] }
        let existing = image.topicIDs.keys.filter(TopicName.canCollide)
        return Dictionary(existing.map { (TopicName.collisionKey($0), $0) }, uniquingKeysWith: min)
    }

    // MARK: One topic

    private func plan(
        _ topic: CreateTopicsRequest.CreatableTopic, image: ClusterImage, sources: ConfigurationSources,
        random: inout some RandomNumberGenerator
    ) throws(Refusal) -> (records: [VersionedRecord], result: CreateTopicsResponse.CreatableTopicResult) {
        let own = try configurations(of: topic, sources: sources)
        let partitions = try partitions(of: topic, image: image, random: &random)
        let id = TopicID(Uuid.random(using: &random))

        var records = [VersionedRecord(.topic(TopicRecord(name: topic.name, topicId: id)))]
        for (name, value) in own.sorted(by: { $0.key < $1.key }) {
            let record = ConfigRecord(
                resourceType: ConfigResource.Kind.topic.rawValue, resourceName: topic.name, name: name,
                value: value)
            records.append(VersionedRecord(.config(record)))
        }
        records += partitions.records(of: id, startingAt: 0)

        let result = CreateTopicsResponse.CreatableTopicResult(
            name: topic.name, topicId: id, errorMessage: nil, numPartitions: Int32(partitions.count),
            replicationFactor: partitions.replicationFactor,
            configs: effectiveConfigurations(own, sources: sources))
        return (records, result)
    }

    private func configurations(
        of topic: CreateTopicsRequest.CreatableTopic, sources: ConfigurationSources
    ) throws(Refusal) -> [String: String] {
        let nulls = topic.configs.filter { $0.value == nil }.map(\.name)
        guard nulls.isEmpty else {
            throw Refusal(
                .invalidConfig,
                "Null value not supported for topic configs: " + nulls.joined(separator: ","))
        }
        var own: [String: String] = [:]
        for config in topic.configs { own[config.name] = config.value }
        if let reason = TopicConfigValidation.refusal(of: own, sources: sources) {
            throw Refusal(.invalidConfig, reason)
        }
        return TopicConfigValidation.normalized(own)
    }

    private func partitions(
        of topic: CreateTopicsRequest.CreatableTopic, image: ClusterImage,
        random: inout some RandomNumberGenerator
    ) throws(Refusal) -> NewPartitions {
        if !topic.assignments.isEmpty { return try assignedPartitions(of: topic, image: image) }
        if topic.replicationFactor < -1 || topic.replicationFactor == 0 {
            throw Refusal(
                .invalidReplicationFactor,
                "Replication factor must be larger than 0, or -1 to use the default value.")
        }
        if topic.numPartitions < -1 || topic.numPartitions == 0 {
            throw Refusal(
                .invalidPartitions, "Number of partitions was set to an invalid non-positive value.")
        }
        return try NewPartitions(
            placing: Int(
                topic.numPartitions == -1 ? configuration.defaultPartitionCount : topic.numPartitions),
            replicationFactor: topic.replicationFactor == -1
                ? configuration.defaultReplicationFactor : topic.replicationFactor,
            image: image, random: &random)
    }

    private func assignedPartitions(
        of topic: CreateTopicsRequest.CreatableTopic, image: ClusterImage
    ) throws(Refusal) -> NewPartitions {
        let prefix = "A manual partition assignment was specified, but "
        guard topic.replicationFactor == -1 else {
            throw Refusal(.invalidRequest, prefix + "replication factor was not set to -1.")
        }
        guard topic.numPartitions == -1 else {
            throw Refusal(.invalidRequest, prefix + "numPartitions was not set to -1.")
        }
        let sorted = topic.assignments.sorted { $0.partitionIndex < $1.partitionIndex }
        if let pair = zip(sorted, sorted.dropFirst()).first(where: { $0.partitionIndex == $1.partitionIndex })
        {
            throw Refusal(
                .invalidReplicaAssignment,
                "Found multiple manual partition assignments for partition \(pair.0.partitionIndex)")
        }
        guard sorted.enumerated().allSatisfy({ Int($1.partitionIndex.rawValue) == $0 }) else {
            throw Refusal(
                .invalidReplicaAssignment, "partitions should be a consecutive 0-based integer sequence")
        }
        return try NewPartitions(
            assigned: sorted.map(\.brokerIds), startingAt: 0, replicationFactor: nil, image: image)
    }

    private func effectiveConfigurations(
        _ own: [String: String], sources: ConfigurationSources
    ) -> [CreateTopicsResponse.CreatableTopicConfigs] {
        ConfigCatalog.topicNames.compactMap { name in
            guard let definition = ConfigCatalog.topic[name], !definition.isInternal || own[name] != nil
            else {
                return nil
            }
            let resolved = sources.topic(definition, own: own)
            return .init(
                name: name, value: resolved.value, readOnly: false, configSource: resolved.source.rawValue,
                isSensitive: definition.isSensitive)
        }
    }
}

/// What stands in a list more than once.
func repeated<Element: Hashable>(_ list: [Element]) -> Set<Element> {
    var seen: Set<Element> = []
    return Set(list.filter { !seen.insert($0).inserted })
}

/// The list without repetitions, in its order.
func unique<Element: Hashable>(_ list: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return list.filter { seen.insert($0).inserted }
}
