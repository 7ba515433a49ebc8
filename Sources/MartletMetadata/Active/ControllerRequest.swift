import MartletModel
import MartletProtocol

/// Names a request to the active controller that has no answer yet.
package struct ControllerRequestID: NumericIdentifier {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// The body of a request that the active controller answers.
package protocol ControllerCommand: Request where Response: ControllerAnswer {}

extension CreateTopicsRequest: ControllerCommand {}
extension DeleteTopicsRequest: ControllerCommand {}
extension CreatePartitionsRequest: ControllerCommand {}
extension AlterConfigsRequest: ControllerCommand {}
extension IncrementalAlterConfigsRequest: ControllerCommand {}
extension AllocateProducerIdsRequest: ControllerCommand {}

/// What the active controller is asked, by brokers, controllers and, through brokers, by clients.
package enum ControllerRequest: Sendable, Equatable {
    case createTopics(CreateTopicsRequest)
    case deleteTopics(DeleteTopicsRequest)
    case createPartitions(CreatePartitionsRequest)
    case alterConfigs(AlterConfigsRequest)
    case incrementalAlterConfigs(IncrementalAlterConfigsRequest)
    case allocateProducerIds(AllocateProducerIdsRequest)

    /// Reads the body of a request; nil for an API that is not the active controller's.
    package init?(
        _ key: ApiKey, version: Int16, from reader: inout ProtocolReader
    ) throws(DecodeError) {
        switch key {
        case .createTopics: self = .createTopics(try .init(from: &reader, version: version))
        case .deleteTopics: self = .deleteTopics(try .init(from: &reader, version: version))
        case .createPartitions: self = .createPartitions(try .init(from: &reader, version: version))
        case .alterConfigs: self = .alterConfigs(try .init(from: &reader, version: version))
        case .incrementalAlterConfigs:
            self = .incrementalAlterConfigs(try .init(from: &reader, version: version))
        case .allocateProducerIds: self = .allocateProducerIds(try .init(from: &reader, version: version))
        default: return nil
        }
    }

    package var body: any ControllerCommand {
        switch self {
        case .createTopics(let body): body
        case .deleteTopics(let body): body
        case .createPartitions(let body): body
        case .alterConfigs(let body): body
        case .incrementalAlterConfigs(let body): body
        case .allocateProducerIds(let body): body
        }
    }

    package var apiKey: ApiKey { type(of: body).apiKey }

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
        case .allocateProducerIds: AllocateProducerIdsResponse()
        }
    }
}
