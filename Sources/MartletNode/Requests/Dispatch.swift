import MartletModel
import MartletProtocol
import NIOCore

/// From a frame to its handler.
extension Shard {
    /// The most that any request but Produce may be long. Its parts take many times as much memory when they
    /// are decoded and answered, where those of Produce are used as they came. A fetch of 100,000 partitions
    /// is within it.
    private static let maxRequestBytes = 8 << 20

    /// A request came on a connection of this shard: `frame` is everything after the size.
    package func receive(_ frame: ByteBuffer, number: UInt64, on connection: any ConnectedClient) {
        var reader = ProtocolReader(frame)
        let context: RequestContext
        do throws(DecodeError) {
            let header = try RequestHeader.decode(from: &reader)
            context = RequestContext(
                connection: connection, number: number, apiKey: header.apiKey,
                version: header.requestApiVersion, correlationID: header.correlationId,
                clientID: header.clientId)
        } catch {
            connection.complete(request: number, with: .close(reason: "unreadable request header: \(error)"))
            return
        }
        guard let range = SupportedAPIs.range(of: context.apiKey), range.contains(context.version) else {
            if context.apiKey == .apiVersions {
                refuseApiVersions(context)
            } else {
                let reason = "\(context.apiKey) version \(context.version) is not supported"
                connection.complete(request: number, with: .close(reason: reason))
            }
            return
        }
        guard context.apiKey == .produce || frame.readableBytes <= Self.maxRequestBytes else {
            let reason = "\(context.apiKey) request of \(frame.readableBytes) bytes"
            connection.complete(request: number, with: .close(reason: reason))
            return
        }
        do throws(DecodeError) {
            try dispatch(&reader, context)
        } catch {
            let name = "\(context.apiKey) version \(context.version)"
            connection.complete(request: number, with: .close(reason: "malformed \(name) request: \(error)"))
        }
    }

    /// The connection is gone; nobody waits for its answers.
    package func disconnected(_ connectionID: ObjectIdentifier) {
        dropFetches(of: connectionID)
    }

    private func dispatch(_ reader: inout ProtocolReader, _ context: RequestContext) throws(DecodeError) {
        func decoded<Body: Request>(_ type: Body.Type) throws(DecodeError) -> Body {
            // Bytes behind the body are left unread, as Kafka does: librdkafka 2.16 sends three behind
            // Metadata 13.
            try Body(from: &reader, version: context.version)
        }
        switch context.apiKey {
        case .produce: handle(try decoded(ProduceRequest.self), context)
        case .fetch: handle(try decoded(FetchRequest.self), context)
        case .listOffsets: handle(try decoded(ListOffsetsRequest.self), context)
        case .metadata: handle(try decoded(MetadataRequest.self), context)
        case .offsetCommit: handle(try decoded(OffsetCommitRequest.self), context)
        case .offsetFetch: handle(try decoded(OffsetFetchRequest.self), context)
        case .findCoordinator: handle(try decoded(FindCoordinatorRequest.self), context)
        case .joinGroup: handle(try decoded(JoinGroupRequest.self), context)
        case .heartbeat: handle(try decoded(HeartbeatRequest.self), context)
        case .leaveGroup: handle(try decoded(LeaveGroupRequest.self), context)
        case .syncGroup: handle(try decoded(SyncGroupRequest.self), context)
        case .describeGroups: handle(try decoded(DescribeGroupsRequest.self), context)
        case .listGroups: handle(try decoded(ListGroupsRequest.self), context)
        case .deleteGroups: handle(try decoded(DeleteGroupsRequest.self), context)
        case .offsetDelete: handle(try decoded(OffsetDeleteRequest.self), context)
        case .consumerGroupHeartbeat: handle(try decoded(ConsumerGroupHeartbeatRequest.self), context)
        case .consumerGroupDescribe: handle(try decoded(ConsumerGroupDescribeRequest.self), context)
        case .apiVersions: handle(try decoded(ApiVersionsRequest.self), context)
        case .createTopics: handle(try decoded(CreateTopicsRequest.self), context)
        case .deleteTopics: handle(try decoded(DeleteTopicsRequest.self), context)
        case .deleteRecords: handle(try decoded(DeleteRecordsRequest.self), context)
        case .initProducerId: handle(try decoded(InitProducerIdRequest.self), context)
        case .offsetForLeaderEpoch: handle(try decoded(OffsetForLeaderEpochRequest.self), context)
        case .describeConfigs: handle(try decoded(DescribeConfigsRequest.self), context)
        case .alterConfigs: handle(try decoded(AlterConfigsRequest.self), context)
        case .describeLogDirs: handle(try decoded(DescribeLogDirsRequest.self), context)
        case .createPartitions: handle(try decoded(CreatePartitionsRequest.self), context)
        case .incrementalAlterConfigs: handle(try decoded(IncrementalAlterConfigsRequest.self), context)
        case .describeCluster: handle(try decoded(DescribeClusterRequest.self), context)
        case .describeTopicPartitions: handle(try decoded(DescribeTopicPartitionsRequest.self), context)
        case .electLeaders: handle(try decoded(ElectLeadersRequest.self), context)
        case .alterPartitionReassignments:
            handle(try decoded(AlterPartitionReassignmentsRequest.self), context)
        case .listPartitionReassignments:
            handle(try decoded(ListPartitionReassignmentsRequest.self), context)
        case .describeQuorum: handle(try decoded(DescribeQuorumRequest.self), context)
        case .updateFeatures: handle(try decoded(UpdateFeaturesRequest.self), context)
        case .unregisterBroker: handle(try decoded(UnregisterBrokerRequest.self), context)
        case .addRaftVoter: handle(try decoded(AddRaftVoterRequest.self), context)
        case .removeRaftVoter: handle(try decoded(RemoveRaftVoterRequest.self), context)
        case .describeStorage: handle(try decoded(DescribeStorageRequest.self), context)
        case .leaveInSyncReplicas: handle(try decoded(LeaveInSyncReplicasRequest.self), context)
        case .rebuildReplica: handle(try decoded(RebuildReplicaRequest.self), context)
        case .digestRecords: handle(try decoded(DigestRecordsRequest.self), context)
        default: preconditionFailure("\(context.apiKey) is announced but not dispatched")
        }
    }
}
