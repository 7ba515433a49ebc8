import MartletClient
import MartletModel

/// How far a group has come in one partition.
struct GroupProgress {
    var partition: TopicPartition
    /// Nil: it has not said so, and goes on where `auto.offset.reset` says.
    var committed: Offset?
    /// Nil: the partition cannot be asked.
    var end: Offset?
    var member: String?

    /// Nil where it cannot be told.
    var lag: Int64? {
        guard let committed, let end else { return nil }
        return max(0, end - committed)
    }

    /// Of the partitions of which the group has said something, and of those that its members read.
    static func look(at group: GroupDescription, _ admin: Admin) async throws -> [GroupProgress] {
        let committed = try await admin.committedOffsets(of: group.id)
        var readers: [TopicPartition: String] = [:]
        for member in group.members {
            for partition in member.partitions { readers[partition] = member.id }
        }
        var progress: [GroupProgress] = []
        for partition in Set(committed.keys).union(readers.keys).sorted() {
            progress.append(
                GroupProgress(
                    partition: partition, committed: committed[partition],
                    end: try await end(of: partition, admin), member: readers[partition]))
        }
        return progress
    }

    /// Nil of a topic that is gone.
    private static func end(of partition: TopicPartition, _ admin: Admin) async throws -> Offset? {
        do throws(ClientError) {
            return try await admin.offsets(of: [partition: .end])[partition] ?? nil
        } catch {
            switch error {
            case .unknownTopic, .unknownPartition: return nil
            default: throw error
            }
        }
    }

    static func table(_ progress: [GroupProgress], hasMembers: Bool) -> Table {
        var table = Table(
            ["TOPIC", "PARTITION", "COMMITTED", "END", "LAG"] + (hasMembers ? ["MEMBER"] : []),
            rightAligned: [1, 2, 3, 4])
        for one in progress {
            let row = [
                one.partition.topic, one.partition.partition.description,
                one.committed?.description ?? "-", one.end?.description ?? "-",
                one.lag.map { "\($0)" } ?? "-",
            ]
            table.append(row + (hasMembers ? [one.member ?? "-"] : []))
        }
        return table
    }
}
