import MartletModel
import MartletProtocol
import MartletStorage

/// ListOffsets, versions 1 to 11. From 2 isolation levels; from 4 leader epochs; special timestamps came with
/// 7 (−3, the greatest timestamp), 8 (−4, earliest on local disks), 9 (−5, latest in tiered storage) and 11
/// (−6, the earliest that waits for tiered storage).
extension Shard {
    private typealias Answer = ListOffsetsResponse.ListOffsetsPartitionResponse

    func handle(_ request: ListOffsetsRequest, _ context: RequestContext) {
        let asker = Asker(request, context.version)
        let repeated = Self.repeatedPartitions(of: request)
        askPartitionsLater(request.topics.map { TopicParts(name: $0.name, parts: $0.partitions) }) {
            Answer(partitionIndex: $0, errorCode: $1)
        } ask: { owner, replica, question, done in
            // One look-up may cost a batch's decompression: a request gets one for each partition.
            if repeated.contains(replica.name) {
                return done(Answer(partitionIndex: question.partitionIndex, errorCode: .invalidRequest))
            }
            owner.findOffset(question, in: replica, asker) { answer in
                var answer = answer
                if asker.version < 4 { answer.leaderEpoch = .none }
                done(answer)
            }
        } finish: { home, topics in
            let response = ListOffsetsResponse(
                topics: topics.map { .init(name: $0.name, partitions: $0.parts) })
            home.respond(response, to: context)
        }
    }

    private static func repeatedPartitions(of request: ListOffsetsRequest) -> Set<TopicPartition> {
        var seen: Set<TopicPartition> = []
        var repeated: Set<TopicPartition> = []
        for topic in request.topics {
            for partition in topic.partitions {
                let name = TopicPartition(topic: topic.name, partition: partition.partitionIndex)
                if !seen.insert(name).inserted { repeated.insert(name) }
            }
        }
        return repeated
    }

    private static func isServed(timestamp: Int64, in version: Int16) -> Bool {
        switch timestamp {
        case -3: version >= 7
        case -4: version >= 8
        case -5: version >= 9
        case -6: version >= 11
        default: timestamp >= -2
        }
    }

    private func findOffset(
        _ question: ListOffsetsRequest.ListOffsetsPartition, in replica: PartitionReplica, _ asker: Asker,
        done: @escaping @Sendable (Answer) -> Void
    ) {
        var answer = Answer(partitionIndex: question.partitionIndex)
        guard Self.isServed(timestamp: question.timestamp, in: asker.version) else {
            answer.errorCode = .unsupportedVersion
            return done(answer)
        }
        if let refusal = checkLeaderEpoch(question.currentLeaderEpoch, of: replica) {
            answer.errorCode = refusal
            return done(answer)
        }
        switch question.timestamp {
        case -1 where asker.mustWait(for: replica):
            answer.errorCode = asker.notYet
        case -1:
            answer.offset = asker.end(of: replica)
            answer.leaderEpoch = replica.leaderEpoch
        case -2, -4:
            answer.offset = replica.log.logStartOffset
            answer.leaderEpoch = replica.log.epoch(at: replica.log.logStartOffset) ?? .none
        case -5, -6:
            // Nothing is in tiered storage, nothing waits for it.
            answer.leaderEpoch = .none
        default:
            return lookUp(Timestamp(question.timestamp), in: replica, asker, answer, done: done)
        }
        done(answer)
    }

    /// How often a look-up is made because segments were replaced during the one before, or it has met with
    /// corrupt bytes.
    private static let lookUpAttempts = 3

    /// On a storage thread: indexes and a batch have to be read, and the batch inflated.
    private func lookUp(
        _ timestamp: Timestamp, in replica: PartitionReplica, _ asker: Asker, _ answer: Answer,
        attempt: Int = 1, done: @escaping @Sendable (Answer) -> Void
    ) {
        let isGreatest = timestamp == -3
        let reader =
            isGreatest
            ? replica.log.readerForGreatestTimestamp() : replica.log.reader(forTimestamp: timestamp)
        let key = replica.key
        environment.readThreads.run {
            let result = Result { () throws(StorageError) in
                isGreatest ? try reader.maxTimestamp() : try reader.offset(forTimestamp: timestamp)
            }
            self.run { owner in
                var answer = answer
                guard case .ready(let replica)? = owner.partitions[key], replica.isLeader else {
                    answer.errorCode = owner.unavailability(of: key)
                    return done(answer)
                }
                var isObsolete = replica.log.layout != reader.layout
                if case .failure(let error) = result, !isObsolete {
                    isObsolete = owner.quarantine(error, on: replica)
                }
                if isObsolete, attempt < Self.lookUpAttempts {
                    return owner.lookUp(
                        timestamp, in: replica, asker, answer, attempt: attempt + 1, done: done)
                }
                switch result {
                case .success(let found?) where found.offset < asker.end(of: replica):
                    answer.timestamp = found.timestamp.milliseconds
                    answer.offset = found.offset
                    answer.leaderEpoch = found.leaderEpoch ?? .none
                case .success:
                    if asker.mustWait(for: replica) { answer.errorCode = asker.notYet }
                case .failure(let error):
                    owner.report(error, on: replica, doing: "look-up by timestamp")
                    answer.errorCode = .kafkaStorageError
                }
                done(answer)
            }
        }
    }
}

/// Who asks for offsets, and up to where it is told of records.
private struct Asker: Sendable {
    let version: Int16
    private let isReadCommitted: Bool
    private let isReplica: Bool

    init(_ request: ListOffsetsRequest, _ version: Int16) {
        self.version = version
        // There is no field for it before version 2.
        isReadCommitted = version >= 2 && request.isolationLevel == 1
        isReplica = request.replicaId >= 0
    }

    func end(of replica: PartitionReplica) -> Offset {
        if isReplica { return replica.log.logEndOffset }
        return isReadCommitted ? replica.lastStableOffset : replica.highWatermark
    }

    /// A new leader may not know for a moment what is committed: offsets would go back (KIP-207).
    func mustWait(for replica: PartitionReplica) -> Bool {
        !isReplica && !replica.role.isHighWatermarkKnown
    }

    var notYet: ErrorCode { version >= 5 ? .offsetNotAvailable : .leaderNotAvailable }
}

extension ListOffsetsRequest.ListOffsetsPartition: PartitionQuestion {}
