import ArgumentParser
import MartletClient
import MartletModel

struct PartitionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partition",
        abstract: "Say who leads partitions, and where their replicas are.",
        subcommands: [
            PartitionElect.self, PartitionReassign.self, PartitionMove.self, PartitionUnthrottle.self,
        ])
}

/// The partitions that a command is about.
struct PartitionSelection {
    var topic: String
    /// Empty: all of the topic.
    var partitions: [Int32]

    func resolve(_ admin: Admin) async throws -> [TopicDescription.Partition] {
        let known = try await admin.describeTopic(topic).partitions
        if partitions.isEmpty { return known }
        return try partitions.map { number in
            guard let partition = known.first(where: { $0.index.rawValue == number }) else {
                throw CommandError(
                    "topic '\(topic)' has no partition \(number): it has \(known.count) partitions")
            }
            return partition
        }
    }

    func id(_ partition: TopicDescription.Partition) -> TopicPartition {
        TopicPartition(topic: topic, partition: partition.index)
    }
}

/// Waiting for replicas that are on their way.
struct ReassignmentWait {
    static let pause: Duration = .milliseconds(200)

    /// Returns when none of these partitions is being reassigned any more.
    static func wait(for partitions: Set<TopicPartition>, _ admin: Admin) async throws {
        while try await admin.reassignments().contains(where: { partitions.contains($0.partition) }) {
            try await Task.sleep(for: pause)
        }
    }
}
