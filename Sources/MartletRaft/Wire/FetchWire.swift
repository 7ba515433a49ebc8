import MartletModel
import MartletProtocol
import NIOCore

// Fetch (key 1), versions 4 to 18, of the quorum's own log. Version 12: the last fetched epoch, and with it
// divergence, snapshots and the current leader. Version 13: topic ids. Version 15: the replica's id in a
// struct of its own. Version 16: where the leader can be reached. Version 17: the directory id. Version 18:
// the high watermark that the follower knows.

extension FetchRequest {
    /// From version 15 on the replica's id stands elsewhere, from version 13 on the topic has an id.
    func fitted(to version: Int16) -> FetchRequest {
        var fitted = self
        let id = max(replicaId, replicaState.replicaId)
        fitted.replicaId = version < 15 ? id : .none
        fitted.replicaState.replicaId = version < 15 ? .none : id
        return fitted
    }
}

extension QuorumWire {
    func request(_ fetch: QuorumFetch, maxBytes: Int) -> FetchRequest {
        let maxBytes = Int32(clamping: maxBytes)
        return FetchRequest(
            clusterId: clusterID, replicaState: .init(replicaId: fetch.replica.id),
            maxWaitMs: fetch.maxWait.wholeMilliseconds, maxBytes: maxBytes,
            topics: [
                .init(
                    topic: Self.topic, topicId: .clusterMetadata,
                    partitions: [
                        .init(
                            partition: Self.partition, currentLeaderEpoch: fetch.epoch,
                            fetchOffset: fetch.offset, lastFetchedEpoch: fetch.lastEpoch,
                            partitionMaxBytes: maxBytes, replicaDirectoryId: fetch.replica.directory,
                            highWatermark: fetch.highWatermark ?? Offset(.max))
                    ])
            ])
    }

    /// With how many bytes the asker takes.
    func fetch(_ request: FetchRequest) throws(QuorumWireError) -> (QuorumFetch, maxBytes: Int) {
        guard isOurs(request.clusterId) else { throw QuorumWireError(.inconsistentClusterId) }
        guard request.topics.count == 1, let topic = request.topics.first,
            topic.topicId == .clusterMetadata || topic.topic == Self.topic,
            topic.partitions.count == 1, let wanted = topic.partitions.first,
            wanted.partition == Self.partition
        else { throw QuorumWireError(.invalidRequest) }
        let id = max(request.replicaId, request.replicaState.replicaId)
        let fetch = QuorumFetch(
            replica: ReplicaKey(id, directory: wanted.replicaDirectoryId),
            epoch: wanted.currentLeaderEpoch, offset: wanted.fetchOffset,
            lastEpoch: wanted.lastFetchedEpoch,
            highWatermark: wanted.highWatermark.rawValue == .max ? nil : wanted.highWatermark,
            maxWait: .milliseconds(Int(request.maxWaitMs)))
        return (fetch, Int(min(request.maxBytes, wanted.partitionMaxBytes)))
    }

    /// `records`: those that the reply promises. `startOffset`: where the log begins.
    func response(
        to _: FetchRequest, _ reply: QuorumReply, records: ByteBuffer, startOffset: Offset,
        leaderAt endpoint: VoterEndpoint?, version: Int16
    ) -> FetchResponse {
        var partition = FetchResponse.PartitionData(
            partitionIndex: Self.partition, errorCode: reply.error, highWatermark: .none,
            logStartOffset: startOffset, abortedTransactions: nil, records: .bytes(records))
        if version >= 12 {
            partition.currentLeader = .init(leaderId: reply.leader ?? .none, leaderEpoch: reply.epoch)
        }
        if case .fetch(let found) = reply.body {
            partition.highWatermark = found.highWatermark ?? .none
            partition.lastStableOffset = partition.highWatermark
            switch found.content {
            case .nothing, .records, .batches: break
            case .diverging(let epoch, let end):
                partition.divergingEpoch = .init(epoch: epoch, endOffset: end)
            case .snapshot(let id):
                partition.snapshotId = .init(endOffset: id.endOffset, epoch: id.epoch)
            }
        }
        var response = FetchResponse(
            responses: [
                .init(topic: Self.topic, topicId: .clusterMetadata, partitions: [partition])
            ])
        if version >= 16, let leader = reply.leader, let endpoint {
            response.nodeEndpoints = [
                .init(nodeId: leader, host: endpoint.host, port: Int32(endpoint.port))
            ]
        }
        return response
    }

    /// With the records that came, which nobody has looked at yet.
    func answer(_ response: FetchResponse) -> (answer: QuorumAnswer, records: ByteBuffer)? {
        guard response.errorCode == .none, let found = response.responses.first?.partitions.first else {
            return nil
        }
        var content = FetchReply.Content.nothing
        if found.snapshotId.endOffset >= 0 || found.snapshotId.epoch >= 0 {
            let id = SnapshotID(endOffset: found.snapshotId.endOffset, epoch: found.snapshotId.epoch)
            // The first snapshot is never sent, and less than nothing is none.
            guard id.endOffset > 0, id.epoch >= 0 else { return nil }
            content = .snapshot(id)
        } else if found.divergingEpoch.epoch >= 0 || found.divergingEpoch.endOffset >= 0 {
            guard found.divergingEpoch.epoch >= 0, found.divergingEpoch.endOffset >= 0 else { return nil }
            content = .diverging(
                epoch: found.divergingEpoch.epoch, endOffset: found.divergingEpoch.endOffset)
        }
        let mark = found.highWatermark < 0 ? nil : found.highWatermark
        let reply = QuorumReply(
            error: found.errorCode, epoch: found.currentLeader.leaderEpoch,
            leader: found.currentLeader.leaderId.ifKnown,
            body: .fetch(FetchReply(highWatermark: mark, content: content)))
        let endpoints = endpoints(response.nodeEndpoints.map { ($0.nodeId, $0.host, $0.port) })
        return (
            QuorumAnswer(reply: reply, endpoints: endpoints), found.records?.buffer ?? ByteBuffer()
        )
    }
}

extension Duration {
    /// Rounded down, and at most what 32 bits hold.
    var wholeMilliseconds: Int32 {
        Int32(clamping: Int64(self / .milliseconds(1)))
    }
}
