import MartletModel
import MartletProtocol

/// An answer to a change of metadata that tells of each of its items how it went.
protocol ChangeReply: Sendable {
    /// The same for a disk without room: nothing was changed, and what had been accepted is refused.
    var forFullDisk: Self { get }
}

private let message = "The disk of the metadata log is full."

extension CreateTopicsResponse: ChangeReply {
    var forFullDisk: Self {
        var reply = self
        reply.topics = topics.map { topic in
            topic.errorCode == .none
                ? .init(name: topic.name, errorCode: .kafkaStorageError, errorMessage: message) : topic
        }
        return reply
    }
}

extension DeleteTopicsResponse: ChangeReply {
    var forFullDisk: Self {
        var reply = self
        for index in responses.indices where responses[index].errorCode == .none {
            reply.responses[index].errorCode = .kafkaStorageError
            reply.responses[index].errorMessage = message
        }
        return reply
    }
}

extension CreatePartitionsResponse: ChangeReply {
    var forFullDisk: Self {
        var reply = self
        for index in results.indices where results[index].errorCode == .none {
            reply.results[index].errorCode = .kafkaStorageError
            reply.results[index].errorMessage = message
        }
        return reply
    }
}

extension AlterConfigsResponse: ChangeReply {
    var forFullDisk: Self {
        var reply = self
        for index in responses.indices where responses[index].errorCode == .none {
            reply.responses[index].errorCode = .kafkaStorageError
            reply.responses[index].errorMessage = message
        }
        return reply
    }
}

extension IncrementalAlterConfigsResponse: ChangeReply {
    var forFullDisk: Self {
        var reply = self
        for index in responses.indices where responses[index].errorCode == .none {
            reply.responses[index].errorCode = .kafkaStorageError
            reply.responses[index].errorMessage = message
        }
        return reply
    }
}
