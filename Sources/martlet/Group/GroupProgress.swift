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
        let partitions = Set(committed.keys).union(readers.keys).sorted()
        // Topic by topic: one that is gone has no ends, and does not hide those of the others.
        var ends: [TopicPartition: Offset] = [:]
        for (_, partitions) in Dictionary(grouping: partitions, by: \.topic) {
            ends.merge(try await Self.ends(of: partitions, admin)) { $1 }
        }
        return partitions.map {
            GroupProgress(
                partition: $0, committed: committed[$0], end: ends[$0], member: readers[$0])
        }
    }

    /// Nothing of a topic that is gone, or of partitions of an earlier one of its name.
    private static func ends(
        of partitions: [TopicPartition], _ admin: Admin
    ) async throws -> [TopicPartition: Offset] {
        do throws(ClientError) {
            let found = try await admin.offsets(
                of: Dictionary(uniqueKeysWithValues: partitions.map { ($0, .end) }))
            return found.compactMapValues(\.self)
        } catch {
            switch error {
            case .unknownTopic: return [:]
            case .unknownPartition where partitions.count == 1: return [:]
            case .unknownPartition:
                var ends: [TopicPartition: Offset] = [:]
                for partition in partitions {
                    ends.merge(try await Self.ends(of: [partition], admin)) { $1 }
                }
                return ends
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
