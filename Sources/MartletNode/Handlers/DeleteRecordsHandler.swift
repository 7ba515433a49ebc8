import MartletModel
import MartletProtocol
import MartletStorage

/// DeleteRecords, versions 0 to 2: moves the log start offset up (KIP-107). −1 means the high watermark. It
/// is answered when all replicas that are alive have done so.
extension Shard {
    private typealias Answer = DeleteRecordsResponse.DeleteRecordsPartitionResult

    func handle(_ request: DeleteRecordsRequest, _ context: RequestContext) {
        let deadline = environment.clock.uptime() + .milliseconds(Int64(max(0, request.timeoutMs)))
        askPartitionsLater(request.topics.map { TopicParts(name: $0.name, parts: $0.partitions) }) {
            Answer(partitionIndex: $0, lowWatermark: .none, errorCode: $1)
        } ask: { owner, replica, deletion, done in
            owner.deleteRecords(before: deletion.offset, of: replica, deadline, done)
        } finish: { home, topics in
            // What was deleted must not come back after a crash.
            home.housekeeping?.writeCheckpoints { failedDirectories in
                let answers = home.refused(topics, in: failedDirectories)
                let response = DeleteRecordsResponse(
                    topics: answers.map { .init(name: $0.name, partitions: $0.parts) })
                home.run { $0.respond(response, to: context) }
            }
        }
    }

    /// The answers, but refusals for what lies in directories whose checkpoints could not be written.
    nonisolated private func refused(
        _ topics: [TopicParts<Answer>], in failedDirectories: Set<String>
    ) -> [TopicParts<Answer>] {
        if failedDirectories.isEmpty { return topics }
        return topics.map { topic in
            TopicParts(
                name: topic.name,
                parts: topic.parts.map { answer in
                    let name = TopicPartition(topic: topic.name, partition: answer.partitionIndex)
                    let directory = directories.directory(of: name)
                    guard answer.errorCode == .none,
                        directory.map({ failedDirectories.contains($0.path) }) ?? true
                    else { return answer }
                    return Answer(
                        partitionIndex: answer.partitionIndex, lowWatermark: .none,
                        errorCode: .kafkaStorageError)
                })
        }
    }

    private func deleteRecords(
        before offset: Offset, of replica: PartitionReplica, _ deadline: Duration,
        _ done: @escaping @Sendable (Answer) -> Void
    ) {
        var answer = Answer(partitionIndex: replica.key.partition, lowWatermark: .none)
        defer { if answer.errorCode != .none { done(answer) } }
        guard !Topics.isInternal(replica.name.topic) else {
            answer.errorCode = .invalidTopicException
            return
        }
        guard replica.log.configuration.isDeleted || !replica.log.configuration.isCompacted else {
            answer.errorCode = .policyViolation
            return
        }
        do throws(DeleteRecordsError) {
            let start = try replica.log.deleteRecords(
                before: offset, highWatermark: replica.highWatermark)
            noteLogStart(of: replica)
            let partition = replica.key.partition
            awaitReplicas(
                PendingDeletion(offset: start, deadline: deadline) {
                    done(Answer(partitionIndex: partition, lowWatermark: $0, errorCode: $1))
                }, of: replica)
        } catch {
            switch error {
            case .outOfRange:
                answer.errorCode = .offsetOutOfRange
            case .storage(let cause):
                report(cause, on: replica, doing: "delete records")
                answer.errorCode = .kafkaStorageError
            }
        }
    }
}

extension DeleteRecordsRequest.DeleteRecordsPartition: PartitionQuestion {}
