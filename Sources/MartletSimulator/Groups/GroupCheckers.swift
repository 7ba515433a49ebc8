import MartletCoordination
import MartletModel

/// The propositions about a group that hold at every step. They know what members believe and what the log
/// says, and nothing of how that is done.
struct GroupCheckers {
    struct Violation: Equatable {
        var checker: String
        var text: String
    }

    private(set) var violation: Violation?
    /// How far the group has come, as the committed log says.
    private var committed: [PartitionKey: Offset] = [:]
    /// How far members have been told that it is committed.
    private(set) var acknowledged: [PartitionKey: Offset] = [:]

    mutating func fail(_ checker: String, _ text: String) {
        if violation == nil { violation = Violation(checker: checker, text: text) }
    }

    /// OneOwnerPerPartition: of those whom the coordinator has as members, in the epoch that it has them in,
    /// no two read one partition. (Who was taken out, and does not know yet, cannot commit any more.)
    mutating func checkOwners(_ processes: [GroupProcess], _ image: GroupsImage) {
        guard let group = image.groups[GroupRun.group] else { return }
        let classic = group.consumer == nil ? group.classic : nil
        let generationMembers = Set((classic?.members ?? []).map(\.memberId))
        var owners: [PartitionKey: String] = [:]
        for process in processes where process.isAlive && !process.reading.isEmpty {
            let counts =
                if let consumer = group.consumer {
                    consumer.members[process.memberID] != nil
                } else {
                    generationMembers.contains(process.memberID) && process.epoch == classic?.generation
                }
            guard counts else { continue }
            for partition in process.reading {
                if let other = owners.updateValue(process.memberID, forKey: partition) {
                    return fail(
                        "OneOwnerPerPartition",
                        "\(name(partition)) is read by \(other) and \(process.memberID)")
                }
            }
        }
    }

    /// CommittedOffsetNeverGoesBack, in the log.
    mutating func isCommitted(_ record: GroupRecord) {
        guard case .offsetCommit(let key, let value?) = record else { return }
        let partition = PartitionKey(
            topicID: SimulatedTopics.id(of: key.topic), partition: key.partition)
        if let known = committed[partition], value.offset < known {
            fail(
                "CommittedOffsetNeverGoesBack",
                "\(name(partition)) goes back from \(known) to \(value.offset) in the log")
        }
        committed[partition] = value.offset
    }

    /// A member is told that these are committed.
    mutating func isAcknowledged(_ offsets: [PartitionKey: Offset]) {
        for (partition, offset) in offsets {
            acknowledged[partition] = max(acknowledged[partition] ?? 0, offset)
        }
    }

    /// CommittedOffsetNeverGoesBack, for whoever asks. `known` was acknowledged when he did.
    mutating func isFetched(_ offset: Offset?, of partition: PartitionKey, known: Offset?) {
        guard let known, offset ?? 0 < known else { return }
        fail(
            "CommittedOffsetNeverGoesBack",
            "\(name(partition)) was acknowledged at \(known), and is found at \(offset ?? 0)")
    }

    /// ReplayEqualsLive: what the log says is what its writer believes.
    mutating func checkReplay(_ seat: GroupSeat) {
        guard let live = seat.coordinator?.image else { return }
        if GroupSeat.replay(seat.log) != live {
            fail("ReplayEqualsLive", "coordinator \(seat.epoch) does not believe what its log says")
        } else if GroupSeat.replay(seat.log, isCompacted: true) != live {
            // Offsets of records differ in nothing but what was removed.
            fail("ReplayEqualsLive", "coordinator \(seat.epoch) does not believe what is left of its log")
        }
    }

    /// EveryPartitionIsOwnedWithinBound: at the end each partition is read by one process.
    mutating func checkEnd(_ processes: [GroupProcess], _ partitions: [PartitionKey], state: String?) {
        let alive = processes.filter(\.isAlive)
        for partition in partitions {
            let readers = alive.filter { $0.reading.contains(partition) }
            if readers.count != 1 {
                return fail(
                    "EveryPartitionIsOwnedWithinBound",
                    "\(name(partition)) is read by \(readers.count) of \(alive.count) processes; the group "
                        + "is \(state ?? "not there"): "
                        + alive.map(\.summary).joined(separator: "; "))
            }
        }
    }

    /// OffsetsGoWithTheirTopics: at the end nothing is left in topics that are not there.
    mutating func checkTopics(_ image: GroupsImage, _ topics: SimulatedTopics) {
        for (id, group) in image.groups {
            for (topic, offsets) in group.offsets {
                let known = topics.topic(named: topic)?.id
                if offsets.values.contains(where: { $0.topicID != .zero && $0.topicID != known }) {
                    fail("OffsetsGoWithTheirTopics", "\(id) has offsets in a topic \(topic) that is gone")
                }
            }
        }
    }

    private func name(_ partition: PartitionKey) -> String {
        let topic = SimulatedTopics.allNames.first { SimulatedTopics.id(of: $0) == partition.topicID }
        return "\(topic ?? "?")-\(partition.partition)"
    }
}
