import MartletClient
import MartletModel

/// How far replicas are behind their leaders. Pure.
enum ReplicaLag {
    typealias Ends = [TopicPartition: [BrokerID: Offset]]

    static func ends(_ directories: [StorageDescription]) -> Ends {
        var ends: Ends = [:]
        for directory in directories {
            for log in directory.logs where log.state == .inService {
                ends[log.partition, default: [:]][directory.broker] = log.end
            }
        }
        return ends
    }

    /// `0` where every follower has all that the leader has, else those that do not and what they lack:
    /// `2:17,3:?`, with a question mark where nobody can say.
    static func text(_ ends: Ends, of id: TopicPartition, _ partition: TopicDescription.Partition) -> String {
        guard let leader = partition.leader, let end = ends[id]?[leader] else { return "?" }
        let behind = partition.replicas.filter { $0 != leader }.compactMap { replica -> String? in
            guard let has = ends[id]?[replica] else { return "\(replica):?" }
            return has < end ? "\(replica):\(end - has)" : nil
        }
        return behind.isEmpty ? "0" : behind.joined(separator: ",")
    }
}

extension TopicDescription.Partition {
    /// What is not as it is to be, in a word or two.
    var state: String {
        if leader == nil { return "offline" }
        if inSyncReplicas.count < replicas.count { return "under-replicated" }
        return leader == replicas.first ? "in order" : "another leads"
    }
}
