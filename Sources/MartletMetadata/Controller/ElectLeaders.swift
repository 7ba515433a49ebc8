import MartletModel
import MartletProtocol

/// ElectLeaders, versions 0 to 2: 1 added the kind of election.
extension Controller {
    private enum ElectionKind: Int8 {
        case preferred, unclean
    }

    /// Each partition that is named gets a leader or has its error. When none is named all partitions of the
    /// cluster are meant, and those that need no election are left out of the reply.
    package func electLeaders(
        _ request: ElectLeadersRequest, image: ClusterImage
    ) -> Decision<ElectLeadersResponse> {
        guard let kind = ElectionKind(rawValue: request.electionType) else {
            return Decision(reply: ElectLeadersResponse(errorCode: .invalidRequest))
        }
        let rules = PartitionRules(configuration, image: image)
        var changes = PartitionChanges(rules)
        var reply = ElectLeadersResponse()
        let topics =
            request.topicPartitions
            ?? image.topics.map { .init(topic: $0.name, partitions: $0.partitions.map(\.index)) }
        for wanted in topics {
            let topic = image.topic(named: wanted.topic)
            var answer = ElectLeadersResponse.ReplicaElectionResult(topic: wanted.topic)
            for index in wanted.partitions {
                var result = ElectLeadersResponse.PartitionResult(partitionId: index, errorMessage: nil)
                do throws(Refusal) {
                    guard let topic else {
                        throw Refusal(.unknownTopicOrPartition, "No such topic as \(wanted.topic)")
                    }
                    try elect(kind, index, of: topic, rules: rules, changes: &changes)
                } catch {
                    if request.topicPartitions == nil, error.code == .electionNotNeeded { continue }
                    (result.errorCode, result.errorMessage) = (error.code, error.message)
                }
                answer.partitionResult.append(result)
            }
            reply.replicaElectionResults.append(answer)
        }
        guard changes.records.count <= Self.maxRecordsPerRequest else {
            reply.refuseAll(.policyViolation, Self.tooManyRecords)
            return Decision(reply: reply)
        }
        return Decision(records: changes.records, reply: reply)
    }

    private func elect(
        _ kind: ElectionKind, _ index: PartitionIndex, of topic: TopicImage, rules: PartitionRules,
        changes: inout PartitionChanges
    ) throws(Refusal) {
        guard let partition = changes.partition(topic, index) else {
            throw Refusal(.unknownTopicOrPartition, "No such partition as \(topic.name)-\(index)")
        }
        var builder = PartitionChangeBuilder(partition, of: topic, rules: rules)
        let isNeeded: Bool
        switch kind {
        case .preferred: (builder.election, isNeeded) = (.preferred, !partition.hasPreferredLeader)
        case .unclean: (builder.election, isNeeded) = (.unclean, partition.leader == nil)
        }
        guard isNeeded else {
            throw Refusal(.electionNotNeeded, "Leader election not needed for topic partition.")
        }
        // A record without another leader is none that was asked for, but right by itself.
        guard changes.add(builder).leader != partition.leader else {
            throw kind == .preferred
                ? Refusal(.preferredLeaderNotAvailable, "The preferred leader was not available.")
                : Refusal(
                    .eligibleLeadersNotAvailable, "Eligible topic partition leaders are not available.")
        }
    }

    /// What one request may write, as in Kafka.
    static let maxRecordsPerRequest = 10_000
    static let tooManyRecords = "Unable to perform excessively large batch operation."
}

extension ElectLeadersResponse {
    /// Version 0 has no other place for an error than the partitions.
    fileprivate mutating func refuseAll(_ code: ErrorCode, _ message: String) {
        for topic in replicaElectionResults.indices {
            for index in replicaElectionResults[topic].partitionResult.indices {
                replicaElectionResults[topic].partitionResult[index].errorCode = code
                replicaElectionResults[topic].partitionResult[index].errorMessage = message
            }
        }
    }
}

extension PartitionImage {
    /// The first of the replicas leads.
    package var hasPreferredLeader: Bool { leader != nil && leader == replicas.first }
}
