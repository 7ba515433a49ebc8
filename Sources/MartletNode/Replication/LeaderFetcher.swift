import MartletMetadata
import MartletModel
import MartletProtocol
import MartletReplication
import MartletStorage

/// Where a leader is found.
struct LeaderTarget: Sendable, Equatable {
    var address: NodeAddress
    /// Of its registration: another one is another process.
    var epoch: BrokerEpoch
}

/// A shard's fetcher for one leader, and what goes with it outside. Confined to the shard.
final class LeaderFetcher {
    let leader: BrokerID
    let target: LeaderTarget
    /// Tells it from others for the same leader, before and after.
    let number: UInt64
    var machine: ReplicaFetcher
    /// What followers have asked in this turn of the loop.
    var asks: [FollowerAsk] = []
    /// The records of the answer that is being handed out.
    var records: [FetchedBytesID: ReplicatedBatches] = [:]
    var timer: (any ScheduledWork)?
    var timerDue: Duration?
    /// What the leader serves, where that is less than we could ask.
    private var versions: [ApiKey: Int16] = [:]

    init(of leader: BrokerID, at target: LeaderTarget, number: UInt64, rules: FetcherRules) {
        self.leader = leader
        self.target = target
        self.number = number
        machine = ReplicaFetcher(rules: rules)
    }

    func version(for call: FetchCall) -> Int16 {
        versions[call.apiKey] ?? call.latestVersion
    }

    /// The leader serves other versions. Returns whether that is of use.
    func lower(_ call: FetchCall, to offered: ClosedRange<Int16>?) -> Bool {
        let least: Int16 =
            switch call {
            case .fetch: OutgoingCall.leastFetchVersion
            // With the leader epoch.
            case .epochEnds: OffsetForLeaderEpochRequest.versions.lowerBound
            case .offsets: 4
            }
        guard let offered, offered.upperBound >= least, offered.lowerBound <= call.latestVersion else {
            return false
        }
        versions[call.apiKey] = min(offered.upperBound, call.latestVersion)
        return true
    }
}

extension FetcherRules {
    init(_ configuration: ReplicationConfiguration) {
        self.init()
        maxWait = configuration.fetchWaitMax
        shortWait = min(shortWait, maxWait)
        backoffMax = configuration.fetchBackoff
        backoff = min(backoff, backoffMax)
        requestTimeout = configuration.requestTimeout
    }
}
