import MartletModel
import MartletProtocol

/// ListPartitionReassignments, version 0.
extension Controller {
    /// The reassignments that go on, of the partitions that are named or of all. What is not there, or is not
    /// being reassigned, is left out.
    package func listPartitionReassignments(
        _ request: ListPartitionReassignmentsRequest, image: ClusterImage
    ) -> ListPartitionReassignmentsResponse {
        var reply = ListPartitionReassignmentsResponse(errorMessage: nil)
        if let topics = request.topics {
            for wanted in topics {
                guard let topic = image.topic(named: wanted.name) else { continue }
                let partitions = wanted.partitionIndexes.compactMap(topic.partition)
                reply.add(partitions.filter(\.isBeingReassigned), of: topic)
            }
        } else {
            for (topic, partitions) in image.partitions(where: \.isBeingReassigned) {
                reply.add(partitions, of: topic)
            }
        }
        return reply
    }
}

extension ListPartitionReassignmentsResponse {
    fileprivate mutating func add(_ partitions: [PartitionImage], of topic: TopicImage) {
        guard !partitions.isEmpty else { return }
        topics.append(
            .init(
                name: topic.name,
                partitions: partitions.map {
                    .init(
                        partitionIndex: $0.index, replicas: $0.replicas, addingReplicas: $0.addingReplicas,
                        removingReplicas: $0.removingReplicas)
                }))
    }
}
