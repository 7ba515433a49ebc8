import MartletModel
import MartletProtocol

/// The quorum that decides about the cluster's metadata, as its leader sees it.
public struct QuorumDescription: Sendable, Hashable {
    /// One copy of the metadata log.
    public struct Replica: Sendable, Hashable {
        public var id: BrokerID
        /// Nil where the quorum does not know it: in one whose members are configured.
        public var directoryID: DirectoryID?
        public var endOffset: Offset
        /// In milliseconds since 1970, on the leader's clock; nil where it has not been heard of.
        public var lastFetchTimestamp: Int64?
        /// When the replica last had all that the leader had, in milliseconds since 1970; nil for never.
        public var lastCaughtUpTimestamp: Int64?
    }

    /// Where a voter can be reached.
    public struct Endpoint: Sendable, Hashable {
        public var listener: String
        public var address: ServerAddress

        public init(listener: String, address: ServerAddress) {
            self.listener = listener
            self.address = address
        }
    }

    /// The active controller.
    public var leader: BrokerID
    public var leaderEpoch: LeaderEpoch
    /// Everything below is decided for good.
    public var highWatermark: Offset
    /// In the order of their ids.
    public var voters: [Replica]
    /// Those that follow without a vote: brokers, and controllers that have not been added.
    public var observers: [Replica]
    public var endpoints: [BrokerID: [Endpoint]]

    /// How far a replica is behind the leader's log.
    public func lag(of replica: Replica) -> Int64 {
        let end = voters.first { $0.id == leader }?.endOffset ?? highWatermark
        return max(0, end - replica.endOffset)
    }
}

extension Admin {
    /// Who leads the quorum, and how far its members are (KIP-595).
    public func describeQuorum() async throws(ClientError) -> QuorumDescription {
        let operation = "describing the quorum"
        let request = DescribeQuorumRequest(
            topics: [.init(topicName: "__cluster_metadata", partitions: [.init(partitionIndex: 0)])])
        return try await trying(operation) { () async throws(ClientError) in
            let response = try await client.anyConnection().request(request)
            try check(response.errorCode, operation, response.errorMessage)
            guard let partition = response.topics.first?.partitions.first else {
                throw .refused(.unknownServerError, operation: operation, message: "the answer leaves it out")
            }
            try check(partition.errorCode, operation, partition.errorMessage)
            return QuorumDescription(partition, response.nodes)
        }
    }

    /// Makes a controller that follows a voter (KIP-853). It must be close to the end of the log.
    ///
    /// - Parameter endpoints: where the other voters reach it, the quorum's own listener among them.
    public func addVoter(
        _ id: BrokerID, directoryID: DirectoryID, endpoints: [QuorumDescription.Endpoint]
    ) async throws(ClientError) {
        let operation = "adding controller \(id) to the quorum"
        let request = AddRaftVoterRequest(
            clusterId: nil, timeoutMs: timeoutMilliseconds, voterId: id, voterDirectoryId: directoryID,
            listeners: endpoints.map {
                .init(name: $0.listener, host: $0.address.host, port: UInt16(clamping: $0.address.port))
            })
        try await trying(operation) { () async throws(ClientError) in
            let response = try await client.anyConnection().request(request)
            try check(response.errorCode, operation, response.errorMessage)
        }
    }

    /// Takes a voter out of the quorum (KIP-853). It goes on as an observer.
    public func removeVoter(_ id: BrokerID, directoryID: DirectoryID) async throws(ClientError) {
        let operation = "removing controller \(id) from the quorum"
        let request = RemoveRaftVoterRequest(
            clusterId: nil, voterId: id, voterDirectoryId: directoryID)
        try await trying(operation) { () async throws(ClientError) in
            let response = try await client.anyConnection().request(request)
            try check(response.errorCode, operation, response.errorMessage)
        }
    }

    /// Makes the cluster forget a broker that will not come back. Its replicas stay assigned to it.
    public func unregisterBroker(_ id: BrokerID) async throws(ClientError) {
        let operation = "unregistering broker \(id)"
        try await trying(operation) { () async throws(ClientError) in
            let response = try await client.anyConnection().request(UnregisterBrokerRequest(brokerId: id))
            try check(response.errorCode, operation, response.errorMessage)
        }
    }
}

extension QuorumDescription {
    fileprivate init(
        _ partition: DescribeQuorumResponse.PartitionData, _ nodes: [DescribeQuorumResponse.Node]
    ) {
        self.init(
            leader: partition.leaderId, leaderEpoch: partition.leaderEpoch,
            highWatermark: partition.highWatermark,
            voters: partition.currentVoters.map(Replica.init).sorted { $0.id < $1.id },
            observers: partition.observers.map(Replica.init).sorted { $0.id < $1.id },
            endpoints: Dictionary(
                nodes.map { node in
                    let endpoints = node.listeners.map {
                        Endpoint(
                            listener: $0.name, address: ServerAddress(host: $0.host, port: Int($0.port)))
                    }
                    return (node.nodeId, endpoints)
                }, uniquingKeysWith: { first, _ in first }))
    }
}

extension QuorumDescription.Replica {
    fileprivate init(_ state: DescribeQuorumResponse.ReplicaState) {
        self.init(
            id: state.replicaId,
            directoryID: state.replicaDirectoryId == .migrating ? nil : state.replicaDirectoryId,
            endOffset: state.logEndOffset,
            lastFetchTimestamp: state.lastFetchTimestamp < 0 ? nil : state.lastFetchTimestamp,
            lastCaughtUpTimestamp: state.lastCaughtUpTimestamp < 0 ? nil : state.lastCaughtUpTimestamp)
    }
}
