import MartletModel
import MartletProtocol

extension ControllerRequest {
    /// The answer to a request that is not even looked at.
    package func refused(_ code: ErrorCode, _ message: String) -> ControllerReply {
        ControllerReply(accepted).refused(code, message)
    }

    /// An answer with all items of the request, and no error: what `refuse` can turn into a refusal.
    private var accepted: any ControllerAnswer {
        switch self {
        case .createTopics(let request):
            CreateTopicsResponse(topics: request.topics.map { .init(name: $0.name) })
        case .deleteTopics(let request):
            DeleteTopicsResponse(
                responses: request.topicNames.map { .init(name: $0) }
                    + request.topics.map { .init(name: $0.name, topicId: $0.topicId) })
        case .createPartitions(let request):
            CreatePartitionsResponse(results: request.topics.map { .init(name: $0.name) })
        case .alterConfigs(let request):
            AlterConfigsResponse(
                responses: request.resources.map {
                    .init(resourceType: $0.resourceType, resourceName: $0.resourceName)
                })
        case .incrementalAlterConfigs(let request):
            IncrementalAlterConfigsResponse(
                responses: request.resources.map {
                    .init(resourceType: $0.resourceType, resourceName: $0.resourceName)
                })
        case .electLeaders(let request): ElectLeadersResponse(request)
        case .alterPartitionReassignments(let request): AlterPartitionReassignmentsResponse(request)
        case .updateFeatures(let request):
            UpdateFeaturesResponse(
                errorMessage: nil,
                results: request.featureUpdates.map { .init(feature: $0.feature, errorMessage: nil) })
        case .listPartitionReassignments: ListPartitionReassignmentsResponse(errorMessage: nil)
        case .unregisterBroker: UnregisterBrokerResponse(errorMessage: nil)
        case .allocateProducerIds: AllocateProducerIdsResponse()
        case .brokerRegistration: BrokerRegistrationResponse()
        case .brokerHeartbeat: BrokerHeartbeatResponse()
        case .controllerRegistration: ControllerRegistrationResponse(errorMessage: nil)
        case .alterPartition: AlterPartitionResponse()
        case .assignReplicasToDirs: AssignReplicasToDirsResponse()
        case .handOverLeadership: HandOverLeadershipResponse()
        }
    }
}

extension ElectLeadersResponse {
    fileprivate init(_ request: ElectLeadersRequest) {
        self.init(
            replicaElectionResults: (request.topicPartitions ?? []).map { topic in
                .init(
                    topic: topic.topic,
                    partitionResult: topic.partitions.map { .init(partitionId: $0, errorMessage: nil) })
            })
    }
}

extension AlterPartitionReassignmentsResponse {
    fileprivate init(_ request: AlterPartitionReassignmentsRequest) {
        self.init(
            allowReplicationFactorChange: request.allowReplicationFactorChange, errorMessage: nil,
            responses: request.topics.map { topic in
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map {
                        .init(partitionIndex: $0.partitionIndex, errorMessage: nil)
                    })
            })
    }
}
