import MartletCoordination
import MartletModel
import MartletProtocol

/// OffsetFetch, versions 1 to 10. From 2 null asks for all topics, and there is an error for the whole; from
/// 5 leader epochs; from 7 a client may insist on offsets that no open transaction changes (KIP-447); from 8
/// many groups at once; from 9 members of the new group protocol say who they are (KIP-848); from 10 topics
/// come by id.
extension Shard {
    private typealias Group = OffsetFetchRequest.OffsetFetchRequestGroup
    private typealias GroupAnswer = OffsetFetchResponse.OffsetFetchResponseGroup

    func handle(_ request: OffsetFetchRequest, _ context: RequestContext) {
        let asked = context.version >= 8 ? request.groups : [Group(request)]
        let known = asked.map { group in
            var known = group
            known.topics = group.topics?.compactMap { knownTopic($0, context.version) }
            return GroupRequest.fetch(known, requireStable: request.requireStable)
        }
        askCoordinators(known, context) { shard, replies in
            let groups = zip(asked, replies).map { group, reply in
                guard case .fetched(let answer) = reply else { preconditionFailure("a fetch is answered") }
                return shard.complete(answer, to: group, context.version)
            }
            let response =
                context.version >= 8
                ? OffsetFetchResponse(groups: groups) : OffsetFetchResponse(old: groups, context.version)
            shard.respond(response, to: context)
        }
    }

    /// With name and id, as far as there is such a topic. One that is known by name only may have offsets all
    /// the same.
    private func knownTopic(
        _ asked: OffsetFetchRequest.OffsetFetchRequestTopics, _ version: Int16
    ) -> OffsetFetchRequest.OffsetFetchRequestTopics? {
        var known = asked
        if version >= 10 {
            guard let topic = image.topic(asked.topicId) else { return nil }
            known.name = topic.name
        } else {
            known.topicId = image.topic(named: asked.name)?.id ?? .zero
        }
        return known
    }

    /// The coordinator's answer, with what it was not asked.
    private func complete(_ answer: GroupAnswer, to asked: Group, _ version: Int16) -> GroupAnswer {
        guard version >= 10, answer.errorCode == .none else { return answer }
        var complete = answer
        if let topics = asked.topics {
            var rest = answer.topics[...]
            complete.topics = topics.map { topic in
                if let first = rest.first, first.topicId == topic.topicId {
                    rest.removeFirst()
                    return first
                }
                return .init(
                    topicId: topic.topicId,
                    partitions: topic.partitionIndexes.map {
                        .init(
                            partitionIndex: $0, committedOffset: .none, metadata: "",
                            errorCode: .unknownTopicId)
                    })
            }
        } else {
            // Topics that are gone have no id.
            complete.topics = answer.topics.compactMap { topic in
                guard let known = image.topic(named: topic.name) else { return nil }
                guard topic.topicId == .zero || topic.topicId == known.id else { return nil }
                var topic = topic
                topic.topicId = known.id
                return topic
            }
        }
        return complete
    }
}

extension OffsetFetchRequest.OffsetFetchRequestGroup {
    /// Versions before 8 ask for one group.
    fileprivate init(_ request: OffsetFetchRequest) {
        self.init(
            groupId: request.groupId,
            topics: request.topics?.map { .init(name: $0.name, partitionIndexes: $0.partitionIndexes) })
    }
}

extension OffsetFetchResponse {
    /// Version 1 has no error for the whole: each partition that was asked for would have it.
    fileprivate init(old groups: [OffsetFetchResponseGroup], _ version: Int16) {
        self.init()
        guard let group = groups.first else { return }
        errorCode = group.errorCode
        topics = group.topics.map { topic in
            .init(
                name: topic.name,
                partitions: topic.partitions.map {
                    .init(
                        partitionIndex: $0.partitionIndex, committedOffset: $0.committedOffset,
                        committedLeaderEpoch: $0.committedLeaderEpoch, metadata: $0.metadata,
                        errorCode: $0.errorCode)
                })
        }
    }
}
