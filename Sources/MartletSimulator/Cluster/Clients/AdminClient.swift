import MartletModel
import MartletNode
import MartletProtocol

/// Makes topics and deletes them, moves replicas.
// Sendable: a run is in one thread.
final class AdminClient: ClusterClient, @unchecked Sendable {
    struct Topic {
        var name: String
        var partitionCount: Int32
        var replicationFactor: Int16 = 3
        var configs: [String: String] = [:]

        var partitions: [TopicPartition] {
            (0..<partitionCount).map { TopicPartition(topic: name, partition: PartitionIndex($0)) }
        }
    }

    /// Makes a topic, however often it takes to ask for it.
    func create(_ topic: Topic, _ done: @escaping @Sendable () -> Void) {
        let request = CreateTopicsRequest(
            topics: [
                .init(
                    name: topic.name, numPartitions: topic.partitionCount,
                    replicationFactor: topic.replicationFactor,
                    configs: topic.configs.sorted { $0.key < $1.key }.map {
                        .init(name: $0.key, value: $0.value)
                    })
            ], timeoutMs: 3_000)
        ask(request, version: 7, of: anyBroker) { [self] result in
            switch result {
            case .success(let answer):
                let code = answer.topics.first?.errorCode ?? .unknownServerError
                if code == .none || code == .topicAlreadyExists {
                    world.log("topic \(topic.name) is there")
                    return done()
                }
            case .failure: break
            }
            guard !isStopped else { return }
            scheduler.after(.milliseconds(200)) { self.create(topic, done) }
        }
    }

    /// Asks once for a topic's end.
    func delete(_ topic: String) {
        let request = DeleteTopicsRequest(topics: [.init(name: topic)], timeoutMs: 3_000)
        ask(request, version: 6, of: anyBroker) { _ in }
    }

    /// Asks once for other replicas.
    func move(_ partition: TopicPartition, to replicas: [BrokerID]) {
        let request = AlterPartitionReassignmentsRequest(
            timeoutMs: 3_000,
            topics: [
                .init(
                    name: partition.topic,
                    partitions: [.init(partitionIndex: partition.partition, replicas: replicas)])
            ])
        ask(request, version: 0, of: anyBroker) { _ in }
    }
}
