import MartletModel

/// `controller.quorum.…`: who decides about metadata, and how long its members wait for one another.
package struct QuorumConfiguration: Sendable, Equatable {
    /// A member as every node's configuration names it.
    package struct Voter: Sendable, Hashable {
        package var id: BrokerID
        package var address: NodeAddress

        package init(id: BrokerID, address: NodeAddress) {
            self.id = id
            self.address = address
        }
    }

    /// `controller.quorum.voters`, in the order of their ids: the members where no record of the log names
    /// them.
    package var voters: [Voter]
    /// `controller.quorum.bootstrap.servers`: where a node asks for the leader as long as it knows none.
    /// Without them the voters are asked.
    package var bootstrapServers: [NodeAddress]
    /// A voter waits so long at least, and twice as long at most, for a leader or for votes.
    package var electionTimeout: Duration
    /// The longest that a candidate which lost waits before it tries again.
    package var electionBackoffMax: Duration
    /// After so long without a successful fetch a follower looks for another leader.
    package var fetchTimeout: Duration
    package var requestTimeout: Duration
    /// Before a peer that failed is asked again.
    package var retryBackoff: Duration
    /// How long metadata records wait for company before they are written.
    package var appendLinger: Duration
    package var fetchMaxBytes: Int
    package var fetchSnapshotMaxBytes: Int
    /// Whether a controller that is no voter asks the leader to become one.
    package var joinsByItself: Bool

    init(_ settings: StaticConfiguration) throws(ConfigurationError) {
        voters = try Self.voters(settings)
        bootstrapServers = try Self.bootstrapServers(settings)
        electionTimeout = settings.duration("controller.quorum.election.timeout.ms")
        electionBackoffMax = settings.duration("controller.quorum.election.backoff.max.ms")
        fetchTimeout = settings.duration("controller.quorum.fetch.timeout.ms")
        requestTimeout = settings.duration("controller.quorum.request.timeout.ms")
        retryBackoff = settings.duration("controller.quorum.retry.backoff.ms")
        appendLinger = settings.duration("controller.quorum.append.linger.ms")
        fetchMaxBytes = Int(settings.whole("controller.quorum.fetch.max.bytes"))
        fetchSnapshotMaxBytes = Int(settings.whole("controller.quorum.fetch.snapshot.max.bytes"))
        joinsByItself = settings.flag("controller.quorum.auto.join.enable")
    }

    /// Where a node without a leader may ask.
    package var firstContacts: [NodeAddress] {
        bootstrapServers.isEmpty ? voters.map(\.address) : bootstrapServers
    }

    private static func voters(_ settings: StaticConfiguration) throws(ConfigurationError) -> [Voter] {
        let key = "controller.quorum.voters"
        let text = settings.value(key) ?? ""
        var result: [BrokerID: Voter] = [:]
        for element in ConfigDefinition.elements(of: text) {
            let parts = element.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let id = Int32(parts[0]), id >= 0,
                let address = NodeAddress(parts[1]), result[BrokerID(id)] == nil
            else {
                throw .impossibleValue(
                    key: key, value: text,
                    allowed: "a list of id@host:port with ports from 1 to 65535, each id once")
            }
            result[BrokerID(id)] = Voter(id: BrokerID(id), address: address)
        }
        return result.values.sorted { $0.id < $1.id }
    }

    private static func bootstrapServers(
        _ settings: StaticConfiguration
    ) throws(ConfigurationError) -> [NodeAddress] {
        let key = "controller.quorum.bootstrap.servers"
        let text = settings.value(key) ?? ""
        var result: [NodeAddress] = []
        for element in ConfigDefinition.elements(of: text) {
            guard let address = NodeAddress(element) else {
                throw .impossibleValue(
                    key: key, value: text, allowed: "a list of host:port with ports from 1 to 65535")
            }
            if !result.contains(address) { result.append(address) }
        }
        return result
    }
}

/// Where another node is reached: a host name or address, and a port.
package struct NodeAddress: Sendable, Hashable, CustomStringConvertible {
    package var host: String
    package var port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `host:port` or `[IPv6 address]:port`; nil for anything else, and for port 0.
    package init?(_ text: some StringProtocol) {
        guard let address = ListenerAddress("X://\(text)"), !address.host.isEmpty, address.port > 0 else {
            return nil
        }
        self.init(host: address.host, port: address.port)
    }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
