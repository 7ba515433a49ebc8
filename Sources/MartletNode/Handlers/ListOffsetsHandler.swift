import MartletModel
import MartletProtocol
import MartletStorage

/// ListOffsets, versions 1 to 11. From 2 isolation levels; from 4 leader epochs; special timestamps came with
/// 7 (−3, the greatest timestamp), 8 (−4, earliest on local disks), 9 (−5, latest in tiered storage) and 11
/// (−6, the earliest that waits for tiered storage).
extension Shard {
    private typealias Answer = ListOffsetsResponse.ListOffsetsPartitionResponse

    func handle(_ request: ListOffsetsRequest, _ context: RequestContext) {
        let version = context.version
        // There is no field for it before version 2.
        let isReadCommitted = version >= 2 && request.isolationLevel == 1
        let repeated = Self.repeatedPartitions(of: request)
        askPartitions(request.topics.map { TopicParts(name: $0.name, parts: $0.partitions) }) {
            Answer(partitionIndex: $0, errorCode: $1)
        } ask: { owner, replica, question in
            // One look-up may cost a batch's decompression: a request gets one for each partition.
            if repeated.contains(replica.name) {
                return Answer(partitionIndex: question.partitionIndex, errorCode: .invalidRequest)
            }
            var answer = owner.findOffset(
                question, in: replica, version, isReadCommitted: isReadCommitted)
            if version < 4 { answer.leaderEpoch = .none }
            return answer
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
        _ question: ListOffsetsRequest.ListOffsetsPartition, in replica: PartitionReplica, _ version: Int16,
        isReadCommitted: Bool
    ) -> Answer {
        var answer = Answer(partitionIndex: question.partitionIndex)
        guard Self.isServed(timestamp: question.timestamp, in: version) else {
            answer.errorCode = .unsupportedVersion
            return answer
        }
        if let refusal = checkLeaderEpoch(question.currentLeaderEpoch, of: replica) {
            answer.errorCode = refusal
            return answer
        }
        do {
            let end = isReadCommitted ? replica.lastStableOffset : replica.highWatermark
            try findOffset(question.timestamp, in: replica, upTo: end, &answer)
        } catch {
            if quarantine(error, on: replica) {
                return findOffset(question, in: replica, version, isReadCommitted: isReadCommitted)
            }
            report(error, on: replica, doing: "look-up by timestamp")
            answer.errorCode = .kafkaStorageError
        }
        return answer
    }

    private func findOffset(
        _ timestamp: Int64, in replica: PartitionReplica, upTo end: Offset, _ answer: inout Answer
    ) throws(StorageError) {
        switch timestamp {
        case -1:
            answer.offset = end
            answer.leaderEpoch = replica.leaderEpoch
        case -2, -4:
            answer.offset = replica.log.logStartOffset
            answer.leaderEpoch = replica.log.epoch(at: replica.log.logStartOffset) ?? .none
        case -5, -6:
            // Nothing is in tiered storage, nothing waits for it.
            answer.leaderEpoch = .none
        default:
            let found =
                timestamp == -3
                ? try replica.log.maxTimestamp()
                : try replica.log.offset(forTimestamp: Timestamp(timestamp))
            guard let found, found.offset < end else { return }
            answer.timestamp = found.timestamp.milliseconds
            answer.offset = found.offset
            answer.leaderEpoch = found.leaderEpoch ?? .none
        }
    }
}

extension ListOffsetsRequest.ListOffsetsPartition: PartitionQuestion {}
