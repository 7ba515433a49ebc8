import MartletModel
import MartletProtocol
import NIOCore

// FetchSnapshot (key 59), versions 0 and 1. Version 1: the directory id, and where the leader can be reached.

extension QuorumWire {
    func request(_ fetch: SnapshotFetch, maxBytes: Int) -> FetchSnapshotRequest {
        FetchSnapshotRequest(
            clusterId: clusterID, replicaId: fetch.replica.id, maxBytes: Int32(clamping: maxBytes),
            topics: [
                .init(
                    name: Self.topic,
                    partitions: [
                        .init(
                            partition: Self.partition, currentLeaderEpoch: fetch.epoch,
                            snapshotId: .init(
                                endOffset: fetch.snapshot.endOffset, epoch: fetch.snapshot.epoch),
                            position: fetch.position, replicaDirectoryId: fetch.replica.directory)
                    ])
            ])
    }

    func fetch(_ request: FetchSnapshotRequest) throws(QuorumWireError) -> (SnapshotFetch, maxBytes: Int) {
        guard isOurs(request.clusterId) else { throw QuorumWireError(.inconsistentClusterId) }
        guard request.topics.count == 1, let topic = request.topics.first, topic.name == Self.topic,
            topic.partitions.count == 1, let wanted = topic.partitions.first,
            wanted.partition == Self.partition
        else { throw QuorumWireError(.invalidRequest) }
        let fetch = SnapshotFetch(
            replica: ReplicaKey(request.replicaId, directory: wanted.replicaDirectoryId),
            epoch: wanted.currentLeaderEpoch,
            snapshot: SnapshotID(
                endOffset: wanted.snapshotId.endOffset, epoch: wanted.snapshotId.epoch),
            position: wanted.position)
        return (fetch, Int(request.maxBytes))
    }

    func response(
        to request: FetchSnapshotRequest, _ reply: QuorumReply, chunk: (bytes: ByteBuffer, size: Int64)?,
        leaderAt endpoint: VoterEndpoint?, version: Int16
    ) -> FetchSnapshotResponse {
        let wanted = request.topics.first?.partitions.first
        var partition = FetchSnapshotResponse.PartitionSnapshot(
            index: Self.partition, errorCode: reply.error,
            snapshotId: .init(
                endOffset: wanted?.snapshotId.endOffset ?? .none, epoch: wanted?.snapshotId.epoch ?? .none),
            currentLeader: .init(leaderId: reply.leader ?? .none, leaderEpoch: reply.epoch),
            unalignedRecords: .bytes(ByteBuffer()))
        if let chunk, let wanted {
            partition.size = chunk.size
            partition.position = wanted.position
            partition.unalignedRecords = .bytes(chunk.bytes)
        }
        var response = FetchSnapshotResponse(topics: [.init(name: Self.topic, partitions: [partition])])
        if version >= 1, let leader = reply.leader, let endpoint {
            response.nodeEndpoints = [.init(nodeId: leader, host: endpoint.host, port: endpoint.port)]
        }
        return response
    }

    /// With the bytes of the snapshot; nil also where they are not those that were asked for.
    func answer(
        _ response: FetchSnapshotResponse, to fetch: SnapshotFetch
    ) -> (answer: QuorumAnswer, bytes: ByteBuffer)? {
        guard response.errorCode == .none, let found = response.topics.first?.partitions.first else {
            return nil
        }
        let bytes = found.unalignedRecords?.buffer ?? ByteBuffer()
        var body = QuorumReply.Body.none
        if found.errorCode == .none {
            let count = Int64(bytes.readableBytes)
            guard found.position == fetch.position, found.snapshotId.endOffset == fetch.snapshot.endOffset,
                found.snapshotId.epoch == fetch.snapshot.epoch, count > 0,
                found.size >= found.position + count
            else { return nil }
            body = .chunk(byteCount: count, snapshotByteCount: found.size)
        }
        let reply = QuorumReply(
            error: found.errorCode, epoch: found.currentLeader.leaderEpoch,
            leader: found.currentLeader.leaderId.ifKnown, body: body)
        let endpoints = endpoints(response.nodeEndpoints.map { ($0.nodeId, $0.host, Int32($0.port)) })
        return (QuorumAnswer(reply: reply, endpoints: endpoints), bytes)
    }
}
