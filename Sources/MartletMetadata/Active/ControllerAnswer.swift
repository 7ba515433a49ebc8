import MartletModel
import MartletProtocol

/// An answer of the active controller.
package protocol ControllerAnswer: ResponseMessage {
    /// Whatever it accepts is refused instead: nothing of it was done. What was refused keeps its own error.
    mutating func refuse(_ code: ErrorCode, _ message: String)
}

/// What the active controller answers, whatever the request.
package struct ControllerReply: Sendable, Equatable {
    package var message: any ControllerAnswer

    package init(_ message: any ControllerAnswer) {
        self.message = message
    }

    package static func == (left: ControllerReply, right: ControllerReply) -> Bool {
        left.message.isEqual(to: right.message)
    }

    func refused(_ code: ErrorCode, _ text: String) -> ControllerReply {
        var reply = self
        reply.message.refuse(code, text)
        return reply
    }
}

extension ControllerAnswer {
    fileprivate func isEqual(to other: any ControllerAnswer) -> Bool {
        (other as? Self) == self
    }
}

// MARK: - Answers with an error for each item

/// A topic, a partition or a resource in an answer.
private protocol AnswerItem {
    var errorCode: ErrorCode { get set }
    var errorMessage: String? { get set }
}

extension DeleteTopicsResponse.DeletableTopicResult: AnswerItem {}
extension CreatePartitionsResponse.CreatePartitionsTopicResult: AnswerItem {}
extension AlterConfigsResponse.AlterConfigsResourceResponse: AnswerItem {}
extension IncrementalAlterConfigsResponse.AlterConfigsResourceResponse: AnswerItem {}
extension ElectLeadersResponse.PartitionResult: AnswerItem {}
extension AlterPartitionReassignmentsResponse.ReassignablePartitionResponse: AnswerItem {}
extension UpdateFeaturesResponse.UpdatableFeatureResult: AnswerItem {}

extension Array where Element: AnswerItem {
    fileprivate mutating func refuse(_ code: ErrorCode, _ message: String) {
        for index in indices where self[index].errorCode == .none {
            self[index].errorCode = code
            self[index].errorMessage = message
        }
    }
}

extension CreateTopicsResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        topics = topics.map { topic in
            topic.errorCode == .none
                ? .init(name: topic.name, errorCode: code, errorMessage: message) : topic
        }
    }
}

extension DeleteTopicsResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) { responses.refuse(code, message) }
}

extension CreatePartitionsResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) { results.refuse(code, message) }
}

extension AlterConfigsResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) { responses.refuse(code, message) }
}

extension IncrementalAlterConfigsResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) { responses.refuse(code, message) }
}

// MARK: - Answers with one error for all

extension ElectLeadersResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { errorCode = code }
        for index in replicaElectionResults.indices {
            replicaElectionResults[index].partitionResult.refuse(code, message)
        }
    }
}

extension AlterPartitionReassignmentsResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { (errorCode, errorMessage) = (code, message) }
        for index in responses.indices { responses[index].partitions.refuse(code, message) }
    }
}

extension ListPartitionReassignmentsResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { self = .init(errorCode: code, errorMessage: message) }
    }
}

extension UpdateFeaturesResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { (errorCode, errorMessage) = (code, message) }
        results.refuse(code, message)
    }
}

extension UnregisterBrokerResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { (errorCode, errorMessage) = (code, message) }
    }
}

extension ControllerRegistrationResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { (errorCode, errorMessage) = (code, message) }
    }
}

extension AllocateProducerIdsResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { self = .init(errorCode: code) }
    }
}

extension BrokerRegistrationResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { self = .init(errorCode: code) }
    }
}

extension BrokerHeartbeatResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { self = .init(errorCode: code) }
    }
}

extension AlterPartitionResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { self = .init(errorCode: code) }
    }
}

extension HandOverLeadershipResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { self = .init(errorCode: code) }
    }
}

extension AssignReplicasToDirsResponse: ControllerAnswer {
    package mutating func refuse(_ code: ErrorCode, _ message: String) {
        if errorCode == .none { self = .init(errorCode: code) }
    }
}
