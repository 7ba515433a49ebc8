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
extension ElectLeadersRequest: ControllerCommand {}
extension AlterPartitionReassignmentsRequest: ControllerCommand {}
extension ListPartitionReassignmentsRequest: ControllerCommand {}
extension UpdateFeaturesRequest: ControllerCommand {}
extension UnregisterBrokerRequest: ControllerCommand {}
extension AllocateProducerIdsRequest: ControllerCommand {}
extension BrokerRegistrationRequest: ControllerCommand {}
extension BrokerHeartbeatRequest: ControllerCommand {}
extension ControllerRegistrationRequest: ControllerCommand {}
extension AlterPartitionRequest: ControllerCommand {}
extension AssignReplicasToDirsRequest: ControllerCommand {}
extension HandOverLeadershipRequest: ControllerCommand {}

/// What the active controller is asked, by brokers, controllers and, through brokers, by clients.
package enum ControllerRequest: Sendable, Equatable {
    case createTopics(CreateTopicsRequest)
    case deleteTopics(DeleteTopicsRequest)
    case createPartitions(CreatePartitionsRequest)
    case alterConfigs(AlterConfigsRequest)
    case incrementalAlterConfigs(IncrementalAlterConfigsRequest)
    case electLeaders(ElectLeadersRequest)
    case alterPartitionReassignments(AlterPartitionReassignmentsRequest)
    case listPartitionReassignments(ListPartitionReassignmentsRequest)
    case updateFeatures(UpdateFeaturesRequest)
    case unregisterBroker(UnregisterBrokerRequest)
    case allocateProducerIds(AllocateProducerIdsRequest)
    case brokerRegistration(BrokerRegistrationRequest)
    case brokerHeartbeat(BrokerHeartbeatRequest)
    case controllerRegistration(ControllerRegistrationRequest)
    case alterPartition(AlterPartitionRequest)
    case assignReplicasToDirs(AssignReplicasToDirsRequest)
    case handOverLeadership(HandOverLeadershipRequest)

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
        case .electLeaders: self = .electLeaders(try .init(from: &reader, version: version))
        case .alterPartitionReassignments:
            self = .alterPartitionReassignments(try .init(from: &reader, version: version))
        case .listPartitionReassignments:
            self = .listPartitionReassignments(try .init(from: &reader, version: version))
        case .updateFeatures: self = .updateFeatures(try .init(from: &reader, version: version))
        case .unregisterBroker: self = .unregisterBroker(try .init(from: &reader, version: version))
        case .allocateProducerIds: self = .allocateProducerIds(try .init(from: &reader, version: version))
        case .brokerRegistration: self = .brokerRegistration(try .init(from: &reader, version: version))
        case .brokerHeartbeat: self = .brokerHeartbeat(try .init(from: &reader, version: version))
        case .controllerRegistration:
            self = .controllerRegistration(try .init(from: &reader, version: version))
        case .alterPartition: self = .alterPartition(try .init(from: &reader, version: version))
        case .assignReplicasToDirs: self = .assignReplicasToDirs(try .init(from: &reader, version: version))
        case .handOverLeadership: self = .handOverLeadership(try .init(from: &reader, version: version))
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
        case .electLeaders(let body): body
        case .alterPartitionReassignments(let body): body
        case .listPartitionReassignments(let body): body
        case .updateFeatures(let body): body
        case .unregisterBroker(let body): body
        case .allocateProducerIds(let body): body
        case .brokerRegistration(let body): body
        case .brokerHeartbeat(let body): body
        case .controllerRegistration(let body): body
        case .alterPartition(let body): body
        case .assignReplicasToDirs(let body): body
        case .handOverLeadership(let body): body
        }
    }

    package var apiKey: ApiKey { type(of: body).apiKey }
}
