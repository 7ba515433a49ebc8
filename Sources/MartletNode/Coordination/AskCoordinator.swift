import MartletCoordination
import MartletMetadata
import MartletModel
import MartletProtocol

/// From a request to the coordinators of its groups.
extension Shard {
    /// The partition that holds a group, whoever leads it; nil while there is no such topic.
    func coordinatedPartition(of group: String) -> PartitionKey? {
        guard let topic = image.topic(named: Topics.consumerOffsets) else { return nil }
        let index = Int(GroupPlacement.hash(group) % Int64(topic.partitions.count))
        return PartitionKey(topicID: topic.id, partition: PartitionIndex(Int32(index)))
    }

    /// Asks the coordinator of a group, and goes on here with what it answers.
    func askCoordinator(
        _ request: GroupRequest, _ context: RequestContext,
        finish: @escaping @Sendable (isolated Shard, GroupReply) -> Void
    ) {
        guard let key = coordinatedPartition(of: request.group) else {
            return finish(self, request.refused(.coordinatorNotAvailable))
        }
        hop(to: owner(of: key)) { owner in
            owner.ask(key, request, context.caller) { owner, reply in
                owner.hop(to: self) { finish($0, reply) }
            }
        }
    }

    /// Asks the coordinators of many groups, and goes on with their answers in the order of the requests.
    func askCoordinators(
        _ requests: [GroupRequest], _ context: RequestContext,
        finish: @escaping @Sendable (isolated Shard, [GroupReply]) -> Void
    ) {
        let addressed = requests.map {
            AddressedRequest(request: $0, key: coordinatedPartition(of: $0.group))
        }
        gatherLater(addressed) { addressed in
            addressed.key.map { owner(of: $0) } ?? self
        } perform: { owner, addressed, done in
            guard let key = addressed.key else {
                return done(addressed.request.refused(.coordinatorNotAvailable))
            }
            owner.ask(key, addressed.request, context.caller) { _, reply in done(reply) }
        } finish: { home, replies in
            finish(home, replies)
        }
    }

    private struct AddressedRequest: Sendable {
        var request: GroupRequest
        var key: PartitionKey?
    }
}

extension RequestContext {
    fileprivate var caller: Caller {
        Caller(version: version, clientID: clientID ?? "", clientHost: "/\(connection.clientHost)")
    }
}
