import MartletModel
import MartletProtocol

/// DeleteTopics, versions 1 to 6: 5 added messages, 6 topics by id.
extension Controller {
    /// Each topic is deleted or has its error; the others are not held up by it.
    package func deleteTopics(
        _ request: DeleteTopicsRequest, image: ClusterImage
    ) -> Decision<DeleteTopicsResponse> {
        var responses: [DeleteTopicsResponse.DeletableTopicResult] = []
        var wanted: [(name: String?, id: TopicID)] = request.topicNames.map { ($0, .zero) }
        for topic in request.topics {
            switch (topic.name, topic.topicId) {
            case (nil, .zero):
                responses.append(
                    refused(nil, .zero, .invalidRequest, "Neither topic name nor id were specified."))
            case (let name?, let id) where id != .zero:
                responses.append(
                    refused(name, id, .invalidRequest, "You may not specify both topic name and topic id."))
            case (let name, let id): wanted.append((name, id))
            }
        }
        let repeatedNames = repeated(wanted.compactMap(\.name))
        let repeatedIDs = repeated(wanted.filter { $0.name == nil }.map(\.id))
        responses += repeatedNames.sorted().map {
            refused($0, .zero, .invalidRequest, "Duplicate topic name.")
        }
        responses += repeatedIDs.sorted().map { refused(nil, $0, .invalidRequest, "Duplicate topic id.") }

        let namedIDs = Set(wanted.compactMap { $0.name.flatMap { image.topicIDs[$0] } })
        var records: [VersionedRecord] = []
        for (name, id) in wanted {
            if let name, repeatedNames.contains(name) { continue }
            if name == nil, repeatedIDs.contains(id) { continue }
            do throws(Refusal) {
                let topic = try deletable(name: name, id: id, namedIDs: namedIDs, image: image)
                records.append(VersionedRecord(.removeTopic(RemoveTopicRecord(topicId: topic.id))))
                responses.append(.init(name: topic.name, topicId: topic.id))
            } catch {
                responses.append(refused(name, id, error.code, error.message))
            }
        }
        return Decision(records: records, reply: DeleteTopicsResponse(responses: responses))
    }

    private func deletable(
        name: String?, id: TopicID, namedIDs: Set<TopicID>, image: ClusterImage
    ) throws(Refusal) -> TopicImage {
        guard configuration.deletesTopics else {
            throw Refusal(.topicDeletionDisabled, "Topic deletion is disabled.")
        }
        if let name {
            guard let topic = image.topic(named: name) else {
                throw Refusal(.unknownTopicOrPartition, "This server does not host this topic-partition.")
            }
            return topic
        }
        guard let topic = image.topic(id) else {
            throw Refusal(.unknownTopicId, "This server does not host this topic ID.")
        }
        if namedIDs.contains(id) {
            throw Refusal(
                .invalidRequest, "The provided topic name maps to an ID that was already supplied.")
        }
        return topic
    }

    private func refused(
        _ name: String?, _ id: TopicID, _ code: ErrorCode, _ message: String
    ) -> DeleteTopicsResponse.DeletableTopicResult {
        DeleteTopicsResponse.DeletableTopicResult(
            name: name, topicId: id, errorCode: code, errorMessage: message)
    }
}
