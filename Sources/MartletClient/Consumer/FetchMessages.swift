import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore

/// The whole batches of what was fetched of one partition.
struct FetchedStretch {
    /// Without the part of a batch that answers may end in.
    let bytes: ByteBuffer
    let nextOffset: Offset

    var byteCount: Int { bytes.readableBytes }

    init(_ fetched: ByteBuffer, of partition: TopicPartition, from offset: Offset) throws(ClientError) {
        var batches = RecordBatches(fetched)
        var next = offset
        do {
            while let batch = try batches.next() { next = max(next, batch.header.nextOffset) }
        } catch {
            // What came before the damage can still be read; the next answer begins with the damage.
            guard batches.validByteCount > 0 else {
                throw .corruptRecords(partition, offset: offset, reason: "\(error)")
            }
        }
        bytes = fetched.getSlice(at: fetched.readerIndex, length: batches.validByteCount) ?? ByteBuffer()
        nextOffset = next
    }
}

extension Consumer {
    func answers(
        to due: [FetchPlan.Due], from leader: BrokerID
    ) async throws(ClientError) -> [TopicPartition: FetchResponse.PartitionData] {
        let connection = try await client.connection(to: leader)
        let picture = await client.metadata
        let hasIDs = due.allSatisfy { picture.topic($0.partition.topic)?.id ?? .zero != .zero }
        let limit: ClosedRange<Int16> = 4...(hasIDs ? 18 : 12)
        let version = try await connection.version(for: .fetch, limit: limit)
        let request = FetchRequest(due, topics: picture, configuration: configuration, version: version)
        let response = try await connection.request(request, limit: limit)
        guard response.errorCode == .none else {
            throw .refused(response.errorCode, operation: "fetching from broker \(leader)", message: nil)
        }
        var answers: [TopicPartition: FetchResponse.PartitionData] = [:]
        for topic in response.responses {
            let name = version >= 13 ? picture.name(of: topic.topicId) : topic.topic
            guard let name else { continue }
            for answer in topic.partitions {
                answers[TopicPartition(topic: name, partition: answer.partitionIndex)] = answer
            }
        }
        return answers
    }
}

extension FetchRequest {
    fileprivate init(
        _ due: [FetchPlan.Due], topics: MetadataCache, configuration: ConsumerConfiguration, version: Int16
    ) {
        self.init(
            maxWaitMs: Int32(clamping: configuration.maxWait.milliseconds),
            minBytes: Int32(clamping: configuration.minBytes),
            maxBytes: Int32(clamping: configuration.maxBytes))
        for due in due {
            let name = due.partition.topic
            let known = topics.topic(name)
            let partition = FetchPartition(
                partition: due.partition.partition,
                currentLeaderEpoch: known?.partitions[due.partition.partition]?.leaderEpoch ?? .none,
                fetchOffset: due.offset, partitionMaxBytes: Int32(clamping: due.maxBytes))
            let id = version >= 13 ? known?.id ?? .zero : .zero
            let sentName = version >= 13 ? "" : name
            if let place = self.topics.firstIndex(where: { $0.topic == sentName && $0.topicId == id }) {
                self.topics[place].partitions.append(partition)
            } else {
                self.topics.append(FetchTopic(topic: sentName, topicId: id, partitions: [partition]))
            }
        }
    }
}
