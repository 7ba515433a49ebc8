import MartletModel
import MartletProtocol
import NIOCore

/// Being asked.
extension QuorumDriver {
    func requested(
        _ id: QuorumRequestID, _ request: QuorumWireRequest, _ version: Int16, _ now: Duration,
        _ time: Timestamp
    ) {
        var accepted = AcceptedRequest(request: request, version: version)
        do throws(QuorumWireError) {
            guard let asked = try read(request, &accepted) else {
                outputs.append(.reply(id, describe(request, version, now, time)))
                return
            }
            requests[id] = accepted
            if !advance(.requested(id, asked), now, time) {
                let reply = QuorumReply(
                    error: .kafkaStorageError, epoch: replica.epoch, leader: replica.leader)
                answer(id, reply, now, time)
            }
        } catch {
            outputs.append(.reply(id, request.refusal(error.code)))
        }
    }

    /// The request without its wrapping; nil for one that changes nothing, and is answered here.
    private func read(
        _ request: QuorumWireRequest, _ accepted: inout AcceptedRequest
    ) throws(QuorumWireError) -> QuorumRequest? {
        switch request {
        case .vote(let body): return .vote(try wire.question(body))
        case .beginEpoch(let body):
            let (claim, endpoints) = try wire.claim(body)
            learn(claim.leader, endpoints)
            return .beginEpoch(claim)
        case .endEpoch(let body):
            let (resignation, endpoints) = try wire.resignation(body)
            learn(resignation.leader, endpoints)
            return .endEpoch(resignation)
        case .fetch(let body):
            let (fetch, maxBytes) = try wire.fetch(body)
            accepted.maxBytes = min(maxBytes, settings.fetchMaxBytes)
            return .fetch(fetch)
        case .fetchSnapshot(let body):
            let (fetch, maxBytes) = try wire.fetch(body)
            accepted.maxBytes = min(maxBytes, settings.snapshotMaxBytes)
            return .fetchSnapshot(fetch)
        case .addVoter(let body): return .change(try wire.change(body), epoch: nil)
        case .removeVoter(let body): return .change(try wire.change(body), epoch: nil)
        case .updateVoter(let body):
            return .change(try wire.change(body), epoch: body.currentLeaderEpoch)
        case .versions: return .versions
        case .describe: return nil
        }
    }

    private func learn(_ node: BrokerID, _ endpoints: [VoterEndpoint]) {
        if let endpoint = wire.endpoint(of: endpoints) { learned[node] = endpoint }
    }

    // MARK: - Answering

    func answer(_ id: QuorumRequestID, _ reply: QuorumReply, _ now: Duration, _ time: Timestamp) {
        guard let accepted = requests.removeValue(forKey: id) else {
            outputs.append(.changed(id, reply.error))
            return
        }
        let endpoint = reply.leader.flatMap { self.endpoint(of: $0) }
        let version = accepted.version
        let response: QuorumWireResponse
        switch accepted.request {
        case .vote(let body):
            response = .vote(wire.response(to: body, reply, leaderAt: endpoint, version: version))
        case .beginEpoch(let body):
            response = .beginEpoch(wire.response(to: body, reply, leaderAt: endpoint, version: version))
        case .endEpoch(let body):
            response = .endEpoch(wire.response(to: body, reply, leaderAt: endpoint, version: version))
        case .fetch(let body):
            let (reply, records) = addRecords(to: reply, maxBytes: accepted.maxBytes)
            response = .fetch(
                wire.response(
                    to: body, reply, records: records, startOffset: store.startOffset, leaderAt: endpoint,
                    version: version))
        case .fetchSnapshot(let body):
            let (reply, chunk) = addChunk(to: reply, maxBytes: accepted.maxBytes)
            response = .fetchSnapshot(
                wire.response(to: body, reply, chunk: chunk, leaderAt: endpoint, version: version))
        case .addVoter(let body): response = .addVoter(wire.response(to: body, reply.error))
        case .removeVoter(let body): response = .removeVoter(wire.response(to: body, reply.error))
        case .updateVoter(let body):
            response = .updateVoter(wire.response(to: body, reply, leaderAt: endpoint))
        case .versions(let body):
            response = .versions(wire.response(to: body, supporting: QuorumReplica.supportedVersions))
        case .describe:
            response = describe(accepted.request, version, now, time)
        }
        outputs.append(.reply(id, response))
    }

    /// The records that a reply promises. What cannot be read for sure is not sent.
    private func addRecords(
        to reply: QuorumReply, maxBytes: Int
    ) -> (reply: QuorumReply, records: ByteBuffer) {
        guard case .fetch(let fetch) = reply.body, case .records(let offset) = fetch.content else {
            return (reply, ByteBuffer())
        }
        do throws(MetadataLogError) {
            let batches = try store.read(from: offset, upTo: store.endOffset, maxBytes: max(maxBytes, 1))
            var records = ByteBuffer()
            for batch in batches { records.writeImmutableBuffer(batch.bytes) }
            return (reply, records)
        } catch {
            outputs.append(.warn("a follower cannot be sent what it asks for: \(error)"))
            var failed = reply
            failed.error = .kafkaStorageError
            failed.body = .none
            return (failed, ByteBuffer())
        }
    }

    private func addChunk(
        to reply: QuorumReply, maxBytes: Int
    ) -> (reply: QuorumReply, chunk: (bytes: ByteBuffer, size: Int64)?) {
        guard case .snapshot(let id, let position) = reply.body else { return (reply, nil) }
        var reply = reply
        do throws(MetadataLogError) {
            let chunk = try store.chunk(of: id, at: position, maxBytes: max(maxBytes, 1))
            if let chunk, position < chunk.size { return (reply, chunk) }
            reply.error = chunk == nil ? .snapshotNotFound : .positionOutOfRange
        } catch {
            outputs.append(.warn("a follower cannot be sent a snapshot: \(error)"))
            reply.error = .kafkaStorageError
        }
        reply.body = .none
        return (reply, nil)
    }

    // MARK: - DescribeQuorum

    private func describe(
        _ request: QuorumWireRequest, _ version: Int16, _ now: Duration, _ time: Timestamp
    ) -> QuorumWireResponse {
        guard case .describe(let body) = request else { return request.refusal(.invalidRequest) }
        return .describe(
            wire.response(
                to: body, description(now: now, time: time), leader: replica.leader, epoch: replica.epoch,
                version: version))
    }

    /// After so long an observer is forgotten.
    private static let observerMemory: Duration = .seconds(300)

    /// The quorum as this node sees it; nil unless it leads.
    package func description(now: Duration, time: Timestamp) -> QuorumDescription? {
        guard case .leader(let leader) = replica.role else { return nil }
        func moment(_ past: Duration?) -> Timestamp {
            past.map { time + -Int64((now - $0) / .milliseconds(1)) } ?? .none
        }
        func progress(_ known: QuorumLeader.Progress) -> ReplicaProgress {
            ReplicaProgress(
                key: known.key, endOffset: known.endOffset ?? .none, lastFetch: moment(known.lastFetch),
                lastCaughtUp: moment(known.lastCaughtUp))
        }
        let own = ReplicaProgress(
            key: replica.key, endOffset: replica.log.endOffset, lastFetch: time, lastCaughtUp: time)
        let voters = replica.voters.voters.map { voter in
            if replica.key.id == voter.key.id { return own }
            return leader.progress[voter.key].map(progress) ?? ReplicaProgress(key: voter.key)
        }
        let observers = leader.progress.values
            .filter { known in
                !replica.voters.contains(known.key)
                    && known.lastFetch.map { now - $0 <= Self.observerMemory } ?? false
            }
            .sorted { $0.key.id < $1.key.id }.map(progress)
        return QuorumDescription(
            leader: replica.key.id, epoch: replica.epoch, highWatermark: replica.highWatermark ?? .none,
            voters: voters, observers: replica.voters.contains(replica.key) ? observers : [own] + observers,
            nodes: replica.voters)
    }
}

extension QuorumWireRequest {
    /// The response to a request that is wrong as a whole.
    func refusal(_ error: ErrorCode) -> QuorumWireResponse {
        switch self {
        case .vote: .vote(VoteResponse(errorCode: error))
        case .beginEpoch: .beginEpoch(BeginQuorumEpochResponse(errorCode: error))
        case .endEpoch: .endEpoch(EndQuorumEpochResponse(errorCode: error))
        case .fetch: .fetch(FetchResponse(errorCode: error))
        case .fetchSnapshot: .fetchSnapshot(FetchSnapshotResponse(errorCode: error))
        case .describe: .describe(DescribeQuorumResponse(errorCode: error, errorMessage: "\(error)"))
        case .addVoter: .addVoter(AddRaftVoterResponse(errorCode: error, errorMessage: "\(error)"))
        case .removeVoter: .removeVoter(RemoveRaftVoterResponse(errorCode: error, errorMessage: "\(error)"))
        case .updateVoter: .updateVoter(UpdateRaftVoterResponse(errorCode: error))
        case .versions: .versions(ApiVersionsResponse(errorCode: error))
        }
    }
}
