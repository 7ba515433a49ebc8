import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore

/// Asking others.
extension QuorumDriver {
    func call(
        _ id: QuorumCallID, _ peer: QuorumPeer, _ request: QuorumRequest, _ now: Duration, _ time: Timestamp
    ) {
        guard let destination = destination(of: peer) else {
            // Nobody knows where it is: as if it could not be reached.
            unreachable.append(id)
            return
        }
        calls[id] = request
        outputs.append(.call(id, to: destination, message(request)))
    }

    private func message(_ request: QuorumRequest) -> QuorumWireRequest {
        switch request {
        case .vote(let question): .vote(wire.request(question))
        case .beginEpoch(let claim): .beginEpoch(wire.request(claim))
        case .endEpoch(let farewell): .endEpoch(wire.request(farewell, voters: replica.voters))
        case .fetch(let fetch): .fetch(wire.request(fetch, maxBytes: settings.fetchMaxBytes))
        case .fetchSnapshot(let fetch):
            .fetchSnapshot(wire.request(fetch, maxBytes: settings.snapshotMaxBytes))
        case .versions:
            .versions(ApiVersionsRequest(clientSoftwareName: "martlet", clientSoftwareVersion: "1"))
        case .change(.add(let voter, let answersEarly), _):
            .addVoter(
                wire.addition(
                    voter, answersEarly: answersEarly, timeout: settings.timers.requestTimeout))
        case .change(.remove(let key), _): .removeVoter(wire.removal(key))
        case .change(.update(let voter), let epoch):
            .updateVoter(wire.update(voter, epoch: epoch ?? replica.epoch))
        case .change(.upgrade, _): preconditionFailure("nobody asks another node for an upgrade")
        }
    }

    private func destination(of peer: QuorumPeer) -> QuorumDestination? {
        switch peer {
        case .node(let id):
            endpoint(of: id).map { QuorumDestination(node: id, host: $0.host, port: $0.port) }
        case .bootstrap(let index):
            settings.bootstrapServers.indices.contains(index) ? settings.bootstrapServers[index] : nil
        case .endpoint(let endpoint):
            QuorumDestination(node: nil, host: endpoint.host, port: endpoint.port)
        }
    }

    /// What a node says of itself counts for more than what the list of members says, which may be old.
    package func endpoint(of node: BrokerID) -> VoterEndpoint? {
        if node == replica.key.id { return wire.endpoint(of: wire.endpoints) }
        return learned[node] ?? replica.voters[node].flatMap { wire.endpoint(of: $0.endpoints) }
    }

    /// Whoever asks may say where some node can be reached. Only of those that matter it is remembered.
    func forgetStrangers() {
        guard learned.count > replica.voters.ids.count + 1 else { return }
        learned = learned.filter { replica.voters[$0.key] != nil || $0.key == replica.leader }
    }

    // MARK: - Being answered

    func answered(
        _ id: QuorumCallID, _ response: QuorumWireResponse, _ now: Duration, _ time: Timestamp
    ) {
        guard let request = calls.removeValue(forKey: id) else { return }
        var payload = Payload()
        guard let answer = read(response, to: request, &payload) else {
            _ = advance(.callFailed(id), now, time)
            return
        }
        learned.merge(answer.endpoints) { _, new in new }
        if !advance(.replied(id, answer.reply), carrying: payload, now, time) {
            // Nothing of the reply counts, as there was no room for it: it is asked for again.
            _ = advance(.callFailed(id), now, time)
        }
    }

    /// Nil where the response says nothing, or is not to be believed.
    private func read(
        _ response: QuorumWireResponse, to request: QuorumRequest, _ payload: inout Payload
    ) -> QuorumAnswer? {
        switch (response, request) {
        case (.vote(let body), .vote): return wire.answer(body)
        case (.beginEpoch(let body), .beginEpoch): return wire.answer(body)
        case (.endEpoch(let body), .endEpoch): return wire.answer(body)
        case (.fetch(let body), .fetch(let fetch)):
            guard let (said, records) = wire.answer(body) else { return nil }
            var answer = said
            do throws(MetadataLogError) {
                try take(records, from: fetch.offset, into: &answer, &payload)
            } catch {
                outputs.append(.warn("what the leader sent is damaged, and is fetched again: \(error)"))
                return nil
            }
            return answer
        case (.fetchSnapshot(let body), .fetchSnapshot(let fetch)):
            guard let (answer, bytes) = wire.answer(body, to: fetch) else { return nil }
            payload.chunk = bytes
            return answer
        case (.versions(let body), .versions): return wire.answer(body)
        case (.addVoter(let body), .change(.add, _)): return wire.answer(body)
        case (.removeVoter(let body), .change(.remove, _)): return wire.answer(body)
        case (.updateVoter(let body), .change(.update, _)): return wire.answer(body)
        default: return nil
        }
    }

    /// Looks at the batches that were sent: nothing of them counts unless all of them are good. Bytes of one
    /// that is cut off at the end are no fault.
    private func take(
        _ records: ByteBuffer, from offset: Offset, into answer: inout QuorumAnswer, _ payload: inout Payload
    ) throws(MetadataLogError) {
        guard case .fetch(var fetch) = answer.reply.body, case .nothing = fetch.content,
            records.readableBytes > 0
        else { return }
        var batches = RecordBatches(records)
        var found: [FetchedBatch] = []
        var next = offset
        while let batch = try Self.next(&batches, at: next) {
            let header = batch.header
            guard header.baseOffset == next, header.nextOffset > next, header.partitionLeaderEpoch >= 0,
                !header.hasProducer
            else { throw .unexpected("a batch that does not fit at offset \(next)") }
            let quorum = header.isControl ? try QuorumRecords(of: batch) : QuorumRecords()
            found.append(
                FetchedBatch(
                    baseOffset: header.baseOffset, nextOffset: header.nextOffset,
                    epoch: header.partitionLeaderEpoch, voters: quorum.voters))
            payload.batches.append(batch)
            next = header.nextOffset
        }
        guard !found.isEmpty else { return }
        fetch.content = .batches(found)
        answer.reply.body = .fetch(fetch)
    }

    private static func next(
        _ batches: inout RecordBatches, at offset: Offset
    ) throws(MetadataLogError) -> RecordBatch? {
        do throws(RecordsError) {
            let batch = try batches.next()
            try batch?.checkCRC()
            return batch
        } catch {
            throw .damagedBatch(offset: offset, error)
        }
    }
}
