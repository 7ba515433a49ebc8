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
        case .updateFeatures(let request):
            UpdateFeaturesResponse(
                errorMessage: nil,
                results: request.featureUpdates.map { .init(feature: $0.feature, errorMessage: nil) })
        case .unregisterBroker: UnregisterBrokerResponse(errorMessage: nil)
        case .allocateProducerIds: AllocateProducerIdsResponse()
        case .brokerRegistration: BrokerRegistrationResponse()
        case .brokerHeartbeat: BrokerHeartbeatResponse()
        case .controllerRegistration: ControllerRegistrationResponse(errorMessage: nil)
        }
    }
}
