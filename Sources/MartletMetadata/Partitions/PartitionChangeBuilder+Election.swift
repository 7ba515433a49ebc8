import MartletModel

/// Who is to lead, and whether records may be lost by it.
struct ElectedLeader: Equatable {
    /// Nil: nobody can.
    var leader: BrokerID?
    var isUnclean = false
}

extension PartitionChangeBuilder {
    /// The leader under the wanted ISR and replicas.
    func elect() -> ElectedLeader {
        let order: [BrokerID] = partition.leader.map { [$0] } ?? []
        let candidates =
            switch election {
            case .preferred: Array(replicas.prefix(1)) + order + replicas.dropFirst()
            case .online, .unclean: order + replicas
            case .others: others + order
            case .successor(let successor): [successor] + order
            }
        if let leader = candidates.first(where: isValid) { return ElectedLeader(leader: leader) }
        if let leader = lastKnownLeader { return ElectedLeader(leader: leader, isUnclean: true) }
        if election == .unclean, let leader = replicas.first(where: isAcceptable) {
            return ElectedLeader(leader: leader, isUnclean: true)
        }
        return ElectedLeader(leader: nil)
    }

    /// In turn, so that one after the other leads where more than one wants to hand over.
    private var others: [BrokerID] {
        guard let place = replicas.firstIndex(where: { $0 == partition.leader }) else { return replicas }
        return Array(replicas[(place + 1)...] + replicas[..<place])
    }

    private func isAcceptable(_ broker: BrokerID) -> Bool {
        rules.isAcceptable(broker, directory: directory(of: broker))
    }

    /// It can serve, and has every committed record.
    private func isValid(_ broker: BrokerID) -> Bool {
        guard replicas.contains(broker) else { return false }
        let hasEverything = isr.contains(broker) || (isr.isEmpty && eligibleLeaders.contains(broker))
        return hasEverything && isAcceptable(broker)
    }

    /// KIP-966: when all who had everything are gone for good, the one who led last is the nearest to it.
    private var lastKnownLeader: BrokerID? {
        guard rules.hasEligibleLeaders, isr.isEmpty, eligibleLeaders.isEmpty, lastKnownLeaders.count == 1,
            let leader = lastKnownLeaders.first, replicas.contains(leader), isAcceptable(leader)
        else { return nil }
        return leader
    }
}
