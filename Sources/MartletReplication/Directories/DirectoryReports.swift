import MartletModel

/// In which log directories a broker's replicas are, where the active controller does not know it: collects
/// that into AssignReplicasToDirs requests (KIP-858), one under way at a time. Pure: no clock, no I/O.
///
/// Without it the controller could not tell which replicas go with a directory that fails.
///
/// Invariants: one report for each partition, the last; it stays until the controller has looked at it, or
/// the replica is not here any more.
package struct DirectoryReports: Sendable {
    package enum Input: Sendable, Equatable {
        case ticked
        case placed(PartitionKey, DirectoryID)
        /// Metadata says so now, or the broker has no replica of it any more.
        case settled(PartitionKey)
        /// The controller has looked at each partition, and taken it or refused it.
        case answered([PartitionKey: ErrorCode])
        /// The request as a whole was refused, or nobody answered it.
        case callFailed
    }

    package enum Effect: Sendable, Equatable {
        /// In the order in which they came.
        case send([Item])
    }

    package struct Item: Sendable, Equatable {
        package var key: PartitionKey
        package var directory: DirectoryID

        package init(_ key: PartitionKey, _ directory: DirectoryID) {
            self.key = key
            self.directory = directory
        }
    }

    /// More are for the next request: it becomes one batch of records at the controller.
    static let maxItems = 1_000
    /// Before what was refused or lost is sent again; doubled each time.
    static let firstBackoff: Duration = .milliseconds(50)
    static let longestBackoff: Duration = .seconds(5)

    private var directories: [PartitionKey: DirectoryID] = [:]
    /// May name partitions that have no report any more.
    private var order: [PartitionKey] = []
    /// What the request says that is under way.
    private var asked: [Item]?
    private var failures = 0
    private var retryAt: Duration?

    package init() {}

    /// When to tick next; nil while an input has to come first.
    package var nextDeadline: Duration? { directories.isEmpty || asked != nil ? nil : retryAt }

    package mutating func step(_ input: Input, now: Duration, effects: inout [Effect]) {
        switch input {
        case .ticked: break
        case .placed(let key, let directory):
            if directories.updateValue(directory, forKey: key) == nil { order.append(key) }
        case .settled(let key): directories[key] = nil
        case .answered(let answers): answered(answers, now)
        case .callFailed: pause(now)
        }
        send(now, &effects)
    }

    private mutating func answered(_ answers: [PartitionKey: ErrorCode], _ now: Duration) {
        guard let asked else { return }
        self.asked = nil
        var isAllSaid = true
        for item in asked where directories[item.key] == item.directory {
            switch answers[item.key] {
            // Metadata that is on its way does not count this replica as ours.
            case ErrorCode.none?, .unknownTopicId?, .unknownTopicOrPartition?, .notLeaderOrFollower?:
                directories[item.key] = nil
            case nil, _?: isAllSaid = false
            }
        }
        if isAllSaid { failures = 0 } else { pause(now) }
    }

    private mutating func pause(_ now: Duration) {
        asked = nil
        retryAt = now + min(Self.firstBackoff * (1 << min(failures, 10)), Self.longestBackoff)
        failures += 1
    }

    private mutating func send(_ now: Duration, _ effects: inout [Effect]) {
        guard asked == nil, !directories.isEmpty else { return }
        if let retryAt, now < retryAt { return }
        retryAt = nil
        var seen: Set<PartitionKey> = []
        order = order.filter { directories[$0] != nil && seen.insert($0).inserted }
        let items = order.prefix(Self.maxItems).compactMap { key in
            directories[key].map { Item(key, $0) }
        }
        asked = items
        effects.append(.send(items))
    }
}
