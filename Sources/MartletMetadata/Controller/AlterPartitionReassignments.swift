import MartletModel
import MartletProtocol

/// AlterPartitionReassignments, versions 0 and 1: 1 can ask that the number of replicas stays (KIP-860).
extension Controller {
    /// Begins, redirects or (where no replicas are named) calls off the reassignment of each partition, or
    /// answers with its error.
    package func alterPartitionReassignments(
        _ request: AlterPartitionReassignmentsRequest, image: ClusterImage
    ) -> Decision<AlterPartitionReassignmentsResponse> {
        let rules = PartitionRules(configuration, image: image)
        var changes = PartitionChanges(rules)
        var reply = AlterPartitionReassignmentsResponse(
            allowReplicationFactorChange: request.allowReplicationFactorChange, errorMessage: nil)
        for wanted in request.topics {
            var answer = AlterPartitionReassignmentsResponse.ReassignableTopicResponse(name: wanted.name)
            for partition in wanted.partitions {
                var result = AlterPartitionReassignmentsResponse.ReassignablePartitionResponse(
                    partitionIndex: partition.partitionIndex, errorMessage: nil)
                do throws(Refusal) {
                    let builder = try reassignment(
                        partition, ofTopic: wanted.name, keepsCount: !request.allowReplicationFactorChange,
                        rules: rules, changes: changes)
                    changes.add(builder)
                } catch {
                    (result.errorCode, result.errorMessage) = (error.code, error.message)
                }
                answer.partitions.append(result)
            }
            reply.responses.append(answer)
        }
        guard changes.records.count <= Self.maxRecordsPerRequest else {
            return Decision(
                reply: AlterPartitionReassignmentsResponse(
                    allowReplicationFactorChange: request.allowReplicationFactorChange,
                    errorCode: .policyViolation, errorMessage: Self.tooManyRecords))
        }
        return Decision(records: changes.records, reply: reply)
    }

    private func reassignment(
        _ wanted: AlterPartitionReassignmentsRequest.ReassignablePartition, ofTopic name: String,
        keepsCount: Bool, rules: PartitionRules, changes: PartitionChanges
    ) throws(Refusal) -> PartitionChangeBuilder {
        guard let topic = rules.image.topic(named: name) else {
            throw Refusal(.unknownTopicOrPartition, "Unable to find a topic named \(name).")
        }
        guard let partition = changes.partition(topic, wanted.partitionIndex) else {
            throw Refusal(
                .unknownTopicOrPartition, "Unable to find partition \(name):\(wanted.partitionIndex).")
        }
        var builder = PartitionChangeBuilder(partition, of: topic, rules: rules)
        guard let replicas = wanted.replicas else {
            try cancel(&builder, of: topic)
            return builder
        }
        try NewPartitions.check(
            replicas, replicationFactor: nil, image: rules.image, present: partition.replicas)
        if keepsCount {
            let count = partition.replicas.count - partition.removingReplicas.count
            guard count == replicas.count else {
                throw Refusal(
                    .invalidReplicationFactor,
                    "The replication factor is changed from \(count) to \(replicas.count)")
            }
        }
        builder.reassign(to: replicas)
        return builder
    }

    /// What was there before stays, what was to be added goes.
    private func cancel(_ builder: inout PartitionChangeBuilder, of topic: TopicImage) throws(Refusal) {
        let partition = builder.partition
        guard partition.isBeingReassigned else {
            throw Refusal(.noReassignmentInProgress, "No partition reassignment is in progress.")
        }
        builder.revertReassignment()
        guard builder.isr.isEmpty, !builder.hasEligibleReplica else { return }
        guard builder.election == .unclean else {
            throw Refusal(
                .invalidReplicaAssignment,
                "Unable to revert partition assignment for \(topic.name):\(partition.index) because it would "
                    + "require an unclean leader election.")
        }
    }
}

extension PartitionImage {
    /// Replicas are on their way to other brokers.
    package var isBeingReassigned: Bool { !addingReplicas.isEmpty || !removingReplicas.isEmpty }
}

extension PartitionChangeBuilder {
    /// Moves the replicas to these brokers. Those that are not among them keep theirs until all new ones are
    /// in sync. A broker that an earlier reassignment was to add, and that this one keeps, is still to be
    /// waited for.
    mutating func reassign(to target: [BrokerID]) {
        let original = partition.replicas.filter { !partition.addingReplicas.contains($0) }
        removingReplicas = partition.replicas.filter { !target.contains($0) }
        addingReplicas = target.filter { !original.contains($0) }
        replicas = target + removingReplicas
    }

    mutating func revertReassignment() {
        isr.removeAll(where: partition.addingReplicas.contains)
        replicas.removeAll(where: partition.addingReplicas.contains)
        (addingReplicas, removingReplicas) = ([], [])
    }

    /// Among the replicas is one that has every committed record although it is not in sync (KIP-966).
    var hasEligibleReplica: Bool {
        rules.hasEligibleLeaders && eligibleLeaders.contains(where: replicas.contains)
    }
}
