import MartletModel

/// What groups are allowed, and how long they wait. Kafka's keys and defaults.
package struct GroupConfiguration: Sendable, Equatable {
    /// `group.min.session.timeout.ms` to `group.max.session.timeout.ms`.
    package var sessionTimeoutMilliseconds: ClosedRange<Int32> = 6_000...1_800_000
    /// `group.initial.rebalance.delay.ms`: how long a group without members waits for more than the first.
    package var initialRebalanceDelay: Duration = .seconds(3)
    /// `group.max.size`.
    package var maxMembers = Int(Int32.max)
    /// `offset.metadata.max.bytes`.
    package var maxMetadataBytes = 4_096
    /// `offsets.retention.minutes`.
    package var offsetRetentionMilliseconds: Int64 = 7 * 24 * 60 * 60 * 1_000
    /// `offsets.retention.check.interval.ms`.
    package var offsetExpiryInterval: Duration = .seconds(600)
    /// `offsets.commit.timeout.ms`: how long an answer waits for its records to be committed.
    package var commitTimeout: Duration = .seconds(5)

    /// `group.consumer.session.timeout.ms`.
    package var consumerSessionTimeout: Duration = .seconds(45)
    /// `group.consumer.heartbeat.interval.ms`.
    package var heartbeatIntervalMilliseconds: Int32 = 5_000
    /// `group.consumer.min.session.timeout.ms` to `group.consumer.max.session.timeout.ms`: what a group may
    /// have instead.
    package var consumerSessionTimeoutMilliseconds: ClosedRange<Int32> = 45_000...60_000
    /// `group.consumer.min.heartbeat.interval.ms` to `group.consumer.max.heartbeat.interval.ms`.
    package var heartbeatIntervals: ClosedRange<Int32> = 5_000...15_000
    /// `group.consumer.max.size`.
    package var maxConsumerMembers = Int(Int32.max)
    /// The first of `group.consumer.assignors`: for members who do not care.
    package var assignor = Assignor.uniform

    /// `group.consumer.migration.policy`.
    package var migration = GroupMigration.bidirectional

    package init() {}

    /// A member that joins for the first time does not know its id yet, and cannot say that it is alive: so
    /// long its request may wait.
    static let newMemberJoinTimeout: Duration = .seconds(300)
}

/// Whether a group changes its protocol while it has members (KIP-848).
package enum GroupMigration: String, Sendable {
    case bidirectional
    /// A classic group becomes a consumer group when a member of that kind joins.
    case upgrade
    /// A consumer group becomes a classic one when only such members are left.
    case downgrade
    /// Groups have members of one kind.
    case disabled

    var allowsUpgrade: Bool { self == .bidirectional || self == .upgrade }
    var allowsDowngrade: Bool { self == .bidirectional || self == .downgrade }
}

/// Numbers the requests that a coordinator has been asked.
package struct CallID: NumericIdentifier {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// Numbers what a coordinator has had written.
package struct WriteID: NumericIdentifier {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// The moment of an input.
package struct Moment: Sendable, Equatable {
    /// Since an arbitrary point; never goes back. For deadlines.
    package var uptime: Duration
    /// The wall clock, which may jump. For what is written down.
    package var time: Timestamp

    package init(uptime: Duration, time: Timestamp) {
        self.uptime = uptime
        self.time = time
    }
}

/// Who asks.
package struct Caller: Sendable, Equatable {
    /// Of the request.
    package var version: Int16
    package var clientID: String
    /// The client's address as Kafka tells it, with a slash in front.
    package var clientHost: String

    package init(version: Int16, clientID: String, clientHost: String) {
        self.version = version
        self.clientID = clientID
        self.clientHost = clientHost
    }
}
