import MartletModel

/// How a `GroupConsumer` takes part in its group.
public struct GroupConsumerConfiguration: Sendable {
    /// The group's name.
    public var group: String
    /// What to read.
    public var topics: [String]
    /// `group.instance.id`: a static member, which keeps its partitions while it is away for a moment.
    public var instanceID: String?
    /// Where to begin in a partition in which the group has not said how far it has come.
    public var start: StartPosition
    /// How long the member may take to let go of a partition.
    public var rebalanceTimeout: Duration
    /// How often it says how far it has come, at least; and when it lets go of a partition.
    public var commitInterval: Duration
    /// How it fetches.
    public var fetching: ConsumerConfiguration

    /// A member of the group `group` that reads `topics`.
    public init(
        group: String,
        topics: [String],
        instanceID: String? = nil,
        start: StartPosition = .beginning,
        rebalanceTimeout: Duration = .seconds(60),
        commitInterval: Duration = .seconds(1),
        fetching: ConsumerConfiguration = ConsumerConfiguration(offsetReset: .beginning)
    ) {
        self.group = group
        self.topics = topics
        self.instanceID = instanceID
        self.start = start
        self.rebalanceTimeout = rebalanceTimeout
        self.commitInterval = commitInterval
        self.fetching = fetching
    }

    func validate() throws(ClientError) {
        if group.isEmpty { throw .invalidConfiguration(name: "group", value: "empty", allowed: "a name") }
        if topics.isEmpty {
            throw .invalidConfiguration(name: "topics", value: "empty", allowed: "one topic or more")
        }
    }
}
