import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

/// Produce, versions 3 to 13. From 8 errors name records; from 10 an answer may name the new leader
/// (KIP-951); from 13 topics come by id.
extension Shard {
    func handle(_ request: ProduceRequest, _ context: RequestContext) {
        var response = ProduceResponse()
        var items: [ProduceItem] = []
        let hasValidAcks = (-1...1).contains(request.acks)
        response.responses.reserveCapacity(request.topicData.count)
        for topicData in request.topicData {
            let topic =
                context.version >= 13
                ? image.topic(topicData.topicId) : image.topic(named: topicData.name)
            let unknown: ErrorCode = context.version >= 13 ? .unknownTopicId : .unknownTopicOrPartition
            var answers: [ProduceResponse.PartitionProduceResponse] = []
            answers.reserveCapacity(topicData.partitionData.count)
            for data in topicData.partitionData {
                let slot = ProduceSlot(topic: response.responses.count, partition: answers.count)
                var errorCode = ErrorCode.none
                if !hasValidAcks {
                    errorCode = .invalidRequiredAcks
                } else if let topic {
                    errorCode = checkProduce(topic, data, into: &items, slot)
                } else {
                    errorCode = unknown
                }
                let isKnown = errorCode != .unknownTopicOrPartition && errorCode != .unknownTopicId
                if !isKnown || errorCode == .none && !refusedUnknown.isEmpty {
                    note(data, of: topicData, isKnown: isKnown, &items)
                }
                answers.append(
                    .init(index: data.index, errorCode: errorCode, baseOffset: .none))
            }
            response.responses.append(
                .init(name: topicData.name, topicId: topicData.topicId, partitionResponses: answers))
        }
        let pending = PendingProduce(
            context: context, response: response, acks: request.acks, missing: items.count)
        if items.isEmpty {
            finish(pending)
        } else {
            scatter(items, of: pending, timeout: .milliseconds(Int64(request.timeoutMs)))
        }
    }

    /// Remembers what is refused because the topic is not known yet, and what follows it.
    private func note(
        _ data: ProduceRequest.PartitionProduceData, of topic: ProduceRequest.TopicProduceData,
        isKnown: Bool, _ items: inout [ProduceItem]
    ) {
        guard case .bytes(let records)? = data.records,
            let header = try? BatchHeader(reading: records, at: records.readerIndex)
        else { return }
        let label = topic.name.isEmpty ? "\(topic.topicId)" : topic.name
        let partition = TopicPartition(topic: label, partition: data.index)
        let now = environment.clock.uptime()
        if isKnown {
            items[items.count - 1].missingSequence =
                refusedUnknown.missing(before: header, in: partition, now: now)
        } else {
            refusedUnknown.refused(header, in: partition, now: now)
        }
    }

    private func checkProduce(
        _ topic: TopicImage, _ data: ProduceRequest.PartitionProduceData,
        into items: inout [ProduceItem], _ slot: ProduceSlot
    ) -> ErrorCode {
        guard topic.partition(data.index) != nil else { return .unknownTopicOrPartition }
        guard case .bytes(let records)? = data.records else { return .invalidRecord }
        if Topics.isInternal(topic.name) { return .invalidTopicException }
        let key = PartitionKey(topicID: topic.id, partition: data.index)
        items.append(ProduceItem(slot: slot, key: key, records: records))
        return .none
    }

    private func scatter(_ items: [ProduceItem], of pending: PendingProduce, timeout: Duration) {
        let id = nextID()
        produces[id] = pending
        let terms = ProduceTerms(
            id: id, home: self, version: pending.context.version, acks: pending.acks,
            deadline: environment.clock.uptime() + timeout)
        for (owner, theirs) in grouped(items, by: { owner(of: $0.key) }) {
            hop(to: owner) { owner in
                let done = owner.append(theirs, on: terms)
                if !done.isEmpty {
                    owner.hop(to: self) { $0.produced(id, done) }
                }
            }
        }
    }

    /// Partitions of a produce request have their result.
    func produced(_ id: UInt64, _ results: [(ProduceSlot, ProduceResult)]) {
        guard var pending = produces.removeValue(forKey: id) else { return }
        for (slot, result) in results {
            let index = pending.response.responses[slot.topic].partitionResponses[slot.partition].index
            pending.response.responses[slot.topic].partitionResponses[slot.partition] = .init(
                index: index, errorCode: result.errorCode, baseOffset: result.baseOffset,
                logAppendTimeMs: result.logAppendTime.milliseconds,
                logStartOffset: result.logStartOffset, recordErrors: result.recordErrors,
                errorMessage: result.errorMessage)
            if let leader = result.currentLeader, pending.context.version >= 10 {
                pending.response.responses[slot.topic].partitionResponses[slot.partition].currentLeader =
                    .init(leaderId: leader.id, leaderEpoch: leader.epoch)
                pending.leaders.insert(leader.id)
            }
        }
        pending.throttle = results.reduce(pending.throttle) { max($0, $1.1.throttle) }
        pending.missing -= results.count
        if pending.missing == 0 {
            finish(pending)
        } else {
            produces[id] = pending
        }
    }

    private func finish(_ pending: PendingProduce) {
        if pending.throttle > .zero {
            // As Kafka's quotas do it (KIP-219): the answer goes at once and says how long to wait, and who
            // does not keep to that is not read from for as long.
            pending.context.connection.mute(for: pending.throttle)
        }
        if pending.acks == 0 {
            // Nothing is answered; a closed connection is how such a producer learns of an error.
            let failed = pending.response.responses.lazy.flatMap(\.partitionResponses)
                .first { $0.errorCode != .none }
            pending.context.complete(
                failed.map { .close(reason: "produce with acks=0 failed: \($0.errorCode)") } ?? .nothing)
        } else {
            var response = pending.response
            response.throttleTimeMs = Int32(clamping: pending.throttle.wholeMilliseconds)
            if !pending.leaders.isEmpty {
                response.nodeEndpoints = endpoints(of: pending.leaders, pending.context).map {
                    .init(nodeId: $0.id, host: $0.host, port: $0.port, rack: $0.rack)
                }
            }
            respond(response, to: pending.context)
        }
    }
}

extension Duration {
    /// Rounded up: half a millisecond is not nothing.
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
