import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletReplication

/// What this broker's leaders want of the active controller, wherever that is: other ISRs (AlterPartition,
/// KIP-497). Their proposals come from the shards, and the answers go back to them.
extension ControlPlane {
    /// A leader on one of the shards wants another ISR. It gets its answer by `Shard.proposalAnswered`,
    /// unless it makes another proposal before, or takes this one back.
    func propose(_ key: PartitionKey, _ proposal: ISRProposal) {
        step(.proposed(key, proposal))
    }

    /// The partition is not led here any more.
    func withdrawProposal(of key: PartitionKey) {
        step(.withdrawn(key))
    }

    /// Nobody is asked any more once nobody counts on this broker.
    var asksForOthers: Bool { !hasLeft && driver?.isHalted == false }

    /// When the next request is due.
    var proposalsDeadline: Duration? {
        asksForOthers ? broker?.proposals.nextDeadline : nil
    }

    func step(_ input: ProposalQueue.Input) {
        guard asksForOthers, broker != nil else { return }
        var effects: [ProposalQueue.Effect] = []
        broker?.proposals.step(input, now: uptime, effects: &effects)
        var answered: [ProposalAnswer] = []
        for effect in effects {
            switch effect {
            case .send(let items): send(items)
            case .deliver(let key, let epoch, let answer):
                answered.append(ProposalAnswer(key: key, partitionEpoch: epoch, answer: answer))
            }
        }
        deliver(answered)
    }

    private func send(_ items: [ProposalQueue.Item]) {
        guard let epoch = broker?.lifecycle.epoch else {
            // Later, and then again: without a registration nobody listens to it.
            return run { $0.step(ProposalQueue.Input.callFailed) }
        }
        let request = AlterPartitionRequest(items, broker: settings.nodeID, epoch: epoch)
        let version = AlterPartitionRequest.versions.upperBound
        ask(.decide(.alterPartition(request)), version: version, .own) { answer in
            self.run { $0.proposalsAnswered(answer as? AlterPartitionResponse) }
        }
    }

    private func proposalsAnswered(_ response: AlterPartitionResponse?) {
        guard let response, let answers = response.answers else {
            logger.debug(
                "The active controller does not take proposals of this broker",
                metadata: ["error": "\(response?.errorCode.description ?? "no answer")"])
            return step(ProposalQueue.Input.callFailed)
        }
        step(.answered(answers))
    }

    private func deliver(_ answers: [ProposalAnswer]) {
        if answers.isEmpty { return }
        for shard in shards {
            let own = answers.filter { $0.key.shardIndex(of: shards.count) == shard.index }
            if own.isEmpty { continue }
            shard.run { shard in
                for one in own { shard.proposalAnswered(one.key, one.partitionEpoch, one.answer) }
            }
        }
    }
}

/// What the controller says to a leader's proposal of that partition epoch.
private struct ProposalAnswer: Sendable {
    var key: PartitionKey
    var partitionEpoch: PartitionEpoch
    var answer: ISRAnswer
}

extension AlterPartitionRequest {
    /// In the order in which topics come first.
    init(_ items: [ProposalQueue.Item], broker: BrokerID, epoch: BrokerEpoch) {
        self.init(brokerId: broker, brokerEpoch: epoch)
        var positions: [TopicID: Int] = [:]
        for item in items {
            let position = positions[item.key.topicID] ?? topics.count
            if position == topics.count {
                positions[item.key.topicID] = position
                topics.append(TopicData(topicId: item.key.topicID))
            }
            let proposal = item.proposal
            topics[position].partitions.append(
                PartitionData(
                    partitionIndex: item.key.partition, leaderEpoch: proposal.leaderEpoch,
                    newIsrWithEpochs: proposal.members.map {
                        BrokerState(brokerId: $0.broker, brokerEpoch: $0.epoch)
                    },
                    partitionEpoch: proposal.partitionEpoch))
        }
    }
}

extension AlterPartitionResponse {
    /// Partition by partition; nil if the request has to be sent again: it was refused as a whole, or the
    /// controller knows less of a partition than its leader does, and so has not all of the log yet.
    fileprivate var answers: [ProposalQueue.Answer]? {
        let partitions = topics.flatMap { topic in
            topic.partitions.map { (PartitionKey(topicID: topic.topicId, partition: $0.partitionIndex), $0) }
        }
        guard errorCode == .none, partitions.allSatisfy({ $1.errorCode != .notController }) else {
            return nil
        }
        return partitions.map { key, partition in
            guard partition.errorCode == .none else {
                return ProposalQueue.Answer(key, .refused(partition.errorCode))
            }
            return ProposalQueue.Answer(
                key,
                .committed(
                    isr: partition.isr, leaderEpoch: partition.leaderEpoch,
                    partitionEpoch: partition.partitionEpoch))
        }
    }
}
