import MartletMetadata
import MartletModel
import MartletProtocol

/// FindCoordinator, versions 0 to 6. From 1 the client says of what (groups alone have coordinators here);
/// from 4 many are looked for at once (KIP-699).
///
/// The topic that holds the groups is made when somebody looks for the first. While there are fewer brokers
/// than it is to have replicas it is not: it would be left with too few of them for good.
extension Shard {
    private typealias Coordinator = FindCoordinatorResponse.Coordinator

    func handle(_ request: FindCoordinatorRequest, _ context: RequestContext) {
        let keys = context.version >= 4 ? request.coordinatorKeys : [request.key]
        let type = CoordinatorType(rawValue: request.keyType)
        guard type == .group, !keys.isEmpty, image.topic(named: Topics.consumerOffsets) == nil else {
            return found(keys.map { find($0, type, context) }, context)
        }
        createConsumerOffsets(context) { shard in
            shard.found(keys.map { shard.find($0, type, context) }, context)
        }
    }

    private enum CoordinatorType: Int8 {
        case group, transaction, share
    }

    private func found(_ coordinators: [Coordinator], _ context: RequestContext) {
        if context.version >= 4 {
            return respond(FindCoordinatorResponse(coordinators: coordinators), to: context)
        }
        guard let only = coordinators.first else { preconditionFailure("one key has one answer") }
        let response = FindCoordinatorResponse(
            errorCode: only.errorCode, errorMessage: only.errorMessage, nodeId: only.nodeId,
            host: only.host, port: only.port)
        respond(response, to: context)
    }

    private func find(_ key: String, _ type: CoordinatorType?, _ context: RequestContext) -> Coordinator {
        func refused(_ code: ErrorCode, _ message: String) -> Coordinator {
            Coordinator(key: key, nodeId: .none, port: -1, errorCode: code, errorMessage: message)
        }
        switch type {
        case .group: break
        case .transaction:
            return refused(.unsupportedVersion, "transactions are not supported by this version")
        case .share: return refused(.unsupportedVersion, "share groups are not supported by this version")
        case nil: return refused(.invalidRequest, "there is no such type of coordinator")
        }
        guard let partition = coordinatedPartition(of: key),
            let leader = image.partition(partition.topicID, partition.partition)?.leader,
            let endpoint = image.endpoints(of: context.connection.listenerName).first(where: {
                $0.id == leader
            })
        else { return refused(.coordinatorNotAvailable, "The coordinator is not available.") }
        return Coordinator(
            key: key, nodeId: endpoint.id, host: endpoint.host, port: endpoint.port, errorMessage: nil)
    }

    /// Makes `__consumer_offsets`, as its configurations say. Whoever made it, or could not, `then` looks.
    private func createConsumerOffsets(
        _ context: RequestContext, then: @escaping @Sendable (isolated Shard) -> Void
    ) {
        let groups = settings.configuration.groups
        let factor = groups.offsetsReplicationFactor(brokers: image.brokers.count)
        var request = CreateTopicsRequest()
        request.topics = [
            .init(
                name: Topics.consumerOffsets, numPartitions: groups.offsetsPartitionCount,
                replicationFactor: factor,
                configs: [
                    .init(name: "cleanup.policy", value: "compact"),
                    .init(name: "compression.type", value: "producer"),
                    .init(name: "segment.bytes", value: String(groups.offsetsSegmentBytes)),
                ])
        ]
        let question = ControllerQuestion.decide(.createTopics(request))
        askControlPlane(context) { plane, done in
            plane.ask(question, version: CreateTopicsRequest.versions.upperBound, done: done)
        } finish: { (shard: isolated Shard, answer: any ResponseMessage) in
            for topic in (answer as? CreateTopicsResponse)?.topics ?? [] {
                shard.sayWhyOffsetsCannotBeKept(topic)
            }
            then(shard)
        }
    }

    /// Once for each reason: clients ask again several times a second.
    private func sayWhyOffsetsCannotBeKept(_ topic: CreateTopicsResponse.CreatableTopicResult) {
        let isMade = topic.errorCode == .none || topic.errorCode == .topicAlreadyExists
        guard !isMade, topic.errorCode != lastRefusalOfConsumerOffsets else { return }
        lastRefusalOfConsumerOffsets = topic.errorCode
        logger.error(
            "The topic of groups' offsets cannot be made, and groups have no coordinators",
            metadata: [
                "error": "\(topic.errorCode)", "reason": "\(topic.errorMessage ?? "")",
                "replicationFactor": "\(topic.replicationFactor)",
            ])
    }
}
