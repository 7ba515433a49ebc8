import MartletMetadata
import MartletModel
import MartletProtocol

/// Metadata, versions 0 to 13. From 1 null asks for all topics (in 0 an empty list does); from 4 the client
/// says whether missing topics may be made; from 10 topics have ids, from 12 they may be asked for by id;
/// from 13 there is an error code for the whole answer.
extension Shard {
    func handle(_ request: MetadataRequest, _ context: RequestContext) {
        let mayCreate =
            settings.configuration.autoCreatesTopics
            && (context.version < 4 || request.allowAutoTopicCreation)
        // The broker's own topics are not made with the defaults of everybody's.
        let missing = (request.topics ?? []).compactMap(\.name)
            .filter { image.topic(named: $0) == nil && !Topics.isInternal($0) }
        if mayCreate, !missing.isEmpty {
            let names = Array(Set(missing)).sorted()
            createAutomatically(names, context) { shard, failures in
                shard.answer(request, context, failures)
            }
        } else {
            answer(request, context, [:])
        }
    }

    private func answer(
        _ request: MetadataRequest, _ context: RequestContext, _ failures: [String: ErrorCode]
    ) {
        var response = MetadataResponse()
        response.brokers = image.endpoints(of: context.connection.listenerName).map {
            .init(nodeId: $0.id, host: $0.host, port: $0.port, rack: $0.rack)
        }
        response.clusterId = settings.clusterID
        response.controllerId = settings.nodeID
        let includesOperations = request.includeTopicAuthorizedOperations
        let asksForAll = request.topics == nil || (context.version == 0 && request.topics?.isEmpty == true)
        if asksForAll {
            response.topics = image.topics.map { describe($0, includesOperations) }
        } else {
            var described: Set<AskedTopic> = []
            for asked in request.topics ?? []
            where described.insert(AskedTopic(name: asked.name, id: asked.topicId)).inserted {
                response.topics.append(describe(asked, context, failures, includesOperations))
            }
        }
        if request.includeClusterAuthorizedOperations {
            response.clusterAuthorizedOperations = AuthorizedOperations.cluster
        }
        respond(response, to: context)
    }

    /// A topic as a client names it. It is described once, however often it is named.
    private struct AskedTopic: Hashable {
        var name: String?
        var id: TopicID
    }

    private func describe(
        _ asked: MetadataRequest.MetadataRequestTopic, _ context: RequestContext,
        _ failures: [String: ErrorCode], _ includesOperations: Bool
    ) -> MetadataResponse.MetadataResponseTopic {
        if let name = asked.name {
            if let topic = image.topic(named: name) { return describe(topic, includesOperations) }
            var errorCode = failures[name] ?? .unknownTopicOrPartition
            if TopicName.refusal(of: name) != nil { errorCode = .invalidTopicException }
            return .init(errorCode: errorCode, name: name, isInternal: Topics.isInternal(name))
        }
        guard context.version >= 12 else {
            // 10 and 11 have the fields for it, but not the feature.
            return .init(errorCode: .invalidRequest, name: "", topicId: asked.topicId)
        }
        if let topic = image.topic(asked.topicId) { return describe(topic, includesOperations) }
        return .init(errorCode: .unknownTopicId, name: nil, topicId: asked.topicId)
    }

    private func describe(
        _ topic: TopicImage, _ includesOperations: Bool
    ) -> MetadataResponse.MetadataResponseTopic {
        var described = MetadataResponse.MetadataResponseTopic(
            name: topic.name, topicId: topic.id, isInternal: Topics.isInternal(topic.name))
        described.partitions = topic.partitions.map { partition in
            .init(
                errorCode: partition.leader == nil ? .leaderNotAvailable : .none,
                partitionIndex: partition.index, leaderId: partition.leader ?? .none,
                leaderEpoch: partition.leaderEpoch, replicaNodes: partition.replicas,
                isrNodes: partition.isr, offlineReplicas: partition.replicas.filter { !image.isActive($0) })
        }
        if includesOperations {
            described.topicAuthorizedOperations = AuthorizedOperations.topic
        }
        return described
    }
}

/// Without an authorizer everybody may do everything; bit n stands for Kafka's ACL operation n (KIP-430).
enum AuthorizedOperations {
    /// Read, write, create, delete, alter, describe, describe and alter configurations.
    static let topic = bits(3, 4, 5, 6, 7, 8, 10, 11)
    /// Read, delete, describe.
    static let group = bits(3, 6, 8)
    /// Create, alter, describe, cluster action, describe and alter configurations, idempotent write.
    static let cluster = bits(5, 7, 8, 9, 10, 11, 12)

    private static func bits(_ operations: Int32...) -> Int32 {
        operations.reduce(0) { $0 | 1 << $1 }
    }
}

enum Topics {
    /// Where groups and their offsets are kept.
    static let consumerOffsets = "__consumer_offsets"

    /// Topics that the broker keeps for itself: clients may read but not produce to them.
    static func isInternal(_ name: String) -> Bool {
        name == consumerOffsets || name == "__transaction_state" || name == "__share_group_state"
    }
}
