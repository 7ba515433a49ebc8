import MartletModel
import MartletProtocol

/// AssignReplicasToDirs, version 0 (KIP-858): a broker says in which of its directories its replicas are.
extension Controller {
    /// Each replica gets its directory or has its error. One in a directory that is not online leaves the
    /// ISR.
    package func assignReplicasToDirs(
        _ request: AssignReplicasToDirsRequest, image: ClusterImage
    ) -> Decision<AssignReplicasToDirsResponse> {
        guard image.recordVersions >= .directories else {
            return Decision(reply: AssignReplicasToDirsResponse(errorCode: .unsupportedVersion))
        }
        do throws(Refusal) {
            _ = try registered(request.brokerId, request.brokerEpoch, image)
        } catch {
            return Decision(reply: AssignReplicasToDirsResponse(errorCode: error.code))
        }
        let rules = PartitionRules(configuration, image: image)
        var changes = PartitionChanges(rules)
        var reply = AssignReplicasToDirsResponse()
        for directory in request.directories {
            var answer = AssignReplicasToDirsResponse.DirectoryData(id: directory.id)
            for wanted in directory.topics {
                let topic = image.topic(wanted.topicId)
                let partitions = wanted.partitions.map { partition in
                    AssignReplicasToDirsResponse.PartitionData(
                        partitionIndex: partition.partitionIndex,
                        errorCode: assign(
                            request.brokerId, directory.id, partition.partitionIndex, of: topic, rules: rules,
                            changes: &changes))
                }
                answer.topics.append(.init(topicId: wanted.topicId, partitions: partitions))
            }
            reply.directories.append(answer)
        }
        return Decision(records: changes.records, reply: reply)
    }

    private func assign(
        _ broker: BrokerID, _ directory: DirectoryID, _ index: PartitionIndex, of topic: TopicImage?,
        rules: PartitionRules, changes: inout PartitionChanges
    ) -> ErrorCode {
        guard let topic else { return .unknownTopicId }
        guard let partition = changes.partition(topic, index) else { return .unknownTopicOrPartition }
        guard partition.replicas.contains(broker) else { return .notLeaderOrFollower }
        var builder = PartitionChangeBuilder(partition, of: topic, rules: rules)
        builder.setDirectory(directory, of: broker)
        if rules.image.brokers[broker]?.isOnline(directory) == false {
            builder.isr.removeAll { $0 == broker }
        }
        changes.add(builder)
        return .none
    }
}
