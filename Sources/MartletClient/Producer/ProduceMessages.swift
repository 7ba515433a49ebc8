import MartletModel
import MartletProtocol
import NIOCore

/// A batch and its bytes as they go to the broker.
struct SealedBatch: Sendable {
    var batch: ProducerBatch
    var bytes: ByteBuffer
}

extension ProduceRequest {
    /// A request for batches of different partitions; their bytes are external, by their place in `batches`.
    init(
        _ batches: [SealedBatch], topics: MetadataCache, acknowledgement: Acknowledgement, timeout: Duration,
        version: Int16
    ) {
        var data: [TopicProduceData] = []
        var places: [String: Int] = [:]
        for (index, sealed) in batches.enumerated() {
            let partition = sealed.batch.partition
            let place = places[partition.topic] ?? data.count
            if place == data.count {
                places[partition.topic] = place
                let id = version >= 13 ? topics.topic(partition.topic)?.id ?? .zero : .zero
                data.append(
                    TopicProduceData(name: version >= 13 ? "" : partition.topic, topicId: id))
            }
            data[place].partitionData.append(
                PartitionProduceData(
                    index: partition.partition,
                    records: .external(index: index, byteCount: sealed.bytes.readableBytes)))
        }
        self.init(
            acks: acknowledgement.rawValue, timeoutMs: Int32(clamping: timeout.milliseconds), topicData: data)
    }
}

/// The outcomes in a Produce response, by partition.
struct ProduceAnswers {
    private var outcomes: [TopicPartition: BatchCompletion.Outcome] = [:]

    init(_ response: ProduceResponse, topics: MetadataCache) {
        for topic in response.responses {
            let name = topic.name.isEmpty ? topics.name(of: topic.topicId) ?? "" : topic.name
            for answer in topic.partitionResponses {
                let partition = TopicPartition(topic: name, partition: answer.index)
                outcomes[partition] = Self.outcome(answer, partition)
            }
        }
    }

    func outcome(of partition: TopicPartition) -> BatchCompletion.Outcome {
        outcomes[partition]
            ?? .failure(
                .refused(
                    .networkException, operation: "sending to \(partition)",
                    message: "the answer leaves the partition out"))
    }

    private static func outcome(
        _ answer: ProduceResponse.PartitionProduceResponse, _ partition: TopicPartition
    ) -> BatchCompletion.Outcome {
        guard answer.errorCode == .none else {
            let reasons = answer.recordErrors.prefix(3).compactMap(\.batchIndexErrorMessage)
            let message = ([answer.errorMessage].compactMap { $0 } + reasons).joined(separator: "; ")
            return .failure(
                .refused(
                    answer.errorCode, operation: "sending to \(partition)",
                    message: message.isEmpty ? nil : message))
        }
        return .success(
            .init(
                baseOffset: answer.baseOffset == .none ? nil : answer.baseOffset,
                logAppendTime: answer.logAppendTimeMs < 0 ? nil : Timestamp(answer.logAppendTimeMs)))
    }
}

extension Duration {
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
