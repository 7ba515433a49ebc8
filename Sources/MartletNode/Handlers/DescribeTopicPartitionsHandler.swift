import MartletMetadata
import MartletModel
import MartletProtocol

/// DescribeTopicPartitions, version 0 (KIP-966): like Metadata, a page at a time, with eligible leader
/// replicas.
extension Shard {
    func handle(_ request: DescribeTopicPartitionsRequest, _ context: RequestContext) {
        let limit = Int(
            max(
                1,
                min(
                    request.responsePartitionLimit,
                    Int32(clamping: settings.configuration.maxPartitionsPerDescription))))
        var names =
            request.topics.isEmpty
            ? image.topics.map(\.name) : Array(Set(request.topics.map(\.name))).sorted()
        var firstPartition: PartitionIndex = 0
        if let cursor = request.cursor {
            guard cursor.partitionIndex >= 0 else {
                context.complete(.close(reason: "DescribeTopicPartitions with a negative cursor"))
                return
            }
            names.removeAll { $0 < cursor.topicName }
            if names.first == cursor.topicName { firstPartition = cursor.partitionIndex }
        }
        var response = DescribeTopicPartitionsResponse()
        var left = limit
        for name in names {
            guard left > 0 else {
                response.nextCursor = .init(topicName: name, partitionIndex: 0)
                break
            }
            guard let topic = image.topic(named: name) else {
                let isLegal = TopicName.refusal(of: name) == nil
                response.topics.append(
                    .init(
                        errorCode: isLegal ? .unknownTopicOrPartition : .invalidTopicException, name: name,
                        isInternal: Topics.isInternal(name)))
                continue
            }
            let remaining = topic.partitions.filter { $0.index >= firstPartition }
            firstPartition = 0
            let page = remaining.prefix(left)
            left -= page.count
            response.topics.append(describe(topic, page))
            if page.count < remaining.count {
                response.nextCursor = .init(
                    topicName: name, partitionIndex: remaining[remaining.startIndex + page.count].index)
                break
            }
        }
        respond(response, to: context)
    }

    private func describe(
        _ topic: TopicImage, _ page: ArraySlice<PartitionImage>
    ) -> DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic {
        var described = DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic(
            name: topic.name, topicId: topic.id, isInternal: Topics.isInternal(topic.name))
        described.topicAuthorizedOperations = AuthorizedOperations.topic
        described.partitions = page.map { partition in
            .init(
                errorCode: partition.leader == nil ? .leaderNotAvailable : .none,
                partitionIndex: partition.index, leaderId: partition.leader ?? .none,
                leaderEpoch: partition.leaderEpoch, replicaNodes: partition.replicas,
                isrNodes: partition.isr,
                // Kafka's own admin client fails on null where Kafka sends an empty list.
                eligibleLeaderReplicas: partition.eligibleLeaderReplicas,
                lastKnownElr: partition.lastKnownEligibleLeaderReplicas,
                offlineReplicas: partition.replicas.filter { !image.isActive($0) })
        }
        return described
    }
}
