import MartletModel
import MartletProtocol

extension StartPosition {
    /// What ListOffsets calls it.
    var timestamp: Int64 {
        switch self {
        case .end: -1
        case .beginning: -2
        case .timestamp(let timestamp): timestamp.rawValue
        case .offset: preconditionFailure("an offset needs no look-up")
        }
    }
}

extension Client {
    /// Where positions are in their partitions, as the leaders know it; nil where a partition holds no record
    /// as young as the timestamp.
    func listOffsets(
        _ wanted: [TopicPartition: StartPosition]
    ) async throws(ClientError) -> [TopicPartition: Offset?] {
        var found: [TopicPartition: Offset?] = [:]
        for (leader, partitions) in try await leaders(of: wanted.keys.sorted()) {
            var request = ListOffsetsRequest(replicaId: .none, timeoutMs: 30_000)
            for partition in partitions {
                guard let position = wanted[partition] else { continue }
                let asked = ListOffsetsRequest.ListOffsetsPartition(
                    partitionIndex: partition.partition, timestamp: position.timestamp)
                if request.topics.last?.name == partition.topic {
                    request.topics[request.topics.count - 1].partitions.append(asked)
                } else {
                    request.topics.append(.init(name: partition.topic, partitions: [asked]))
                }
            }
            let response = try await connection(to: leader).request(request)
            for topic in response.topics {
                for answer in topic.partitions {
                    let partition = TopicPartition(topic: topic.name, partition: answer.partitionIndex)
                    guard answer.errorCode == .none else {
                        throw .refused(
                            answer.errorCode, operation: "looking up an offset of \(partition)", message: nil)
                    }
                    found[partition] = .some(answer.offset == .none ? nil : answer.offset)
                }
            }
        }
        return found
    }
}

extension Consumer {
    /// Where partitions start and end, as far as that is still to be found out.
    func lookUp(
        _ partitions: [TopicPartition]
    ) async throws(ClientError) -> [TopicPartition: (position: Offset, stopAt: Offset?)] {
        var starts: [TopicPartition: StartPosition] = [:]
        var ends: [TopicPartition: StartPosition] = [:]
        for name in partitions {
            guard let partition = plan.partitions[name] else { continue }
            if partition.position == nil { starts[name] = partition.start }
            // A partition without records as young as a timestamp is read from its end.
            ends[name] = .end
        }
        let foundEnds = try await client.listOffsets(ends)
        let foundStarts = starts.isEmpty ? [:] : try await client.listOffsets(starts)
        var found: [TopicPartition: (position: Offset, stopAt: Offset?)] = [:]
        for name in partitions {
            // It may have been taken back meanwhile.
            guard let partition = plan.partitions[name] else { continue }
            guard case .some(.some(let end)) = foundEnds[name] else {
                throw .refused(
                    .unknownServerError, operation: "looking up the end of \(name)",
                    message: "the answer leaves it out")
            }
            let start = partition.position ?? foundStarts[name].flatMap { $0 } ?? end
            found[name] = (start, partition.end == .currentEnd ? partition.stopAt ?? end : nil)
        }
        return found
    }

    func offset(of partition: TopicPartition, at position: StartPosition) async throws(ClientError) -> Offset
    {
        try await client.listOffsets([partition: position])[partition].flatMap { $0 } ?? .none
    }
}
