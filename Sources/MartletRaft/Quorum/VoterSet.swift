import MartletModel

/// One replica of the quorum's log: a node, and the directory in which it keeps the log. A node whose disk
/// was wiped is another replica (KIP-853).
package struct ReplicaKey: Sendable, Hashable {
    package var id: BrokerID
    /// Nil where it is not known, as in a quorum of configured members.
    package var directoryID: DirectoryID?

    package init(_ id: BrokerID, _ directoryID: DirectoryID? = nil) {
        self.id = id
        self.directoryID = directoryID
    }
}

/// Where a controller can be reached.
package struct VoterEndpoint: Sendable, Hashable {
    package var listener: String
    package var host: String
    package var port: UInt16

    package init(listener: String, host: String, port: UInt16) {
        self.listener = listener
        self.host = host
        self.port = port
    }
}

/// A member of the quorum.
package struct Voter: Sendable, Hashable {
    package var key: ReplicaKey
    package var endpoints: [VoterEndpoint]
    /// The versions of the quorum's own protocol (`kraft.version`) that it understands.
    package var supportedVersions: ClosedRange<Int16>

    package init(
        key: ReplicaKey, endpoints: [VoterEndpoint] = [], supportedVersions: ClosedRange<Int16> = 0...1
    ) {
        self.key = key
        self.endpoints = endpoints
        self.supportedVersions = supportedVersions
    }
}

/// The members of the quorum. Invariant: ascending by id, no id twice.
package struct VoterSet: Sendable, Equatable {
    package private(set) var voters: [Voter]

    package init(_ voters: [Voter] = []) {
        self.voters = voters.sorted { $0.key.id < $1.key.id }
        let ids = Set(voters.map(\.key.id))
        precondition(ids.count == voters.count, "no voter is in a set twice")
    }

    package var ids: [BrokerID] { voters.map(\.key.id) }
    package var isEmpty: Bool { voters.isEmpty }
    /// How many are more than half.
    package var majority: Int { voters.count / 2 + 1 }

    package subscript(id: BrokerID) -> Voter? {
        voters.first { $0.key.id == id }
    }

    /// Whether the replica is a member. A directory that is not known agrees with every other.
    package func contains(_ key: ReplicaKey) -> Bool {
        guard let voter = self[key.id] else { return false }
        guard let own = voter.key.directoryID, let other = key.directoryID else { return true }
        return own == other
    }

    package func isOnlyVoter(_ key: ReplicaKey) -> Bool {
        voters.count == 1 && contains(key)
    }

    package func adding(_ voter: Voter) -> VoterSet {
        VoterSet(voters + [voter])
    }

    package func removing(_ id: BrokerID) -> VoterSet {
        VoterSet(voters.filter { $0.key.id != id })
    }

    package func replacing(_ voter: Voter) -> VoterSet {
        removing(voter.key.id).adding(voter)
    }
}

/// The voter sets that a log has named, each in force from the moment that its record is in the log,
/// committed or not (Raft dissertation §4.1), until the log is cut before it.
package struct VoterHistory: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var offset: Offset
        package var voters: VoterSet

        package init(offset: Offset, voters: VoterSet) {
            self.offset = offset
            self.voters = voters
        }
    }

    /// From the configuration or the snapshot with which the log begins.
    private var first: VoterSet
    private var firstVersion: Int16
    /// Ascending by offset.
    private var entries: [Entry] = []

    /// `kraftVersion` is that of the snapshot with which the log begins, or of a new quorum.
    package init(_ first: VoterSet, kraftVersion: Int16) {
        self.first = first
        firstVersion = kraftVersion
    }

    /// 0: the members are configured. 1: they stand in the log. Only version 1 writes voter sets.
    package var kraftVersion: Int16 { entries.isEmpty ? firstVersion : max(firstVersion, 1) }
    package var current: VoterSet { entries.last?.voters ?? first }
    /// Of the record that names the current members; nil where no record of the log does.
    package var lastOffset: Offset? { entries.last?.offset }

    package mutating func append(_ entry: Entry) {
        precondition(
            entry.offset > lastOffset ?? .none, "a log's voter sets come in the order of their offsets")
        entries.append(entry)
    }

    /// Whether the replica is a member; or was one until the last change, which lies at `mark` or above. A
    /// change is only made when the one before it is committed.
    package func mayNeed(_ replica: ReplicaKey, committedUpTo mark: Offset) -> Bool {
        if current.contains(replica) { return true }
        let removal = (entries.lastIndex { $0.voters.contains(replica) } ?? -1) + 1
        guard removal > 0 || first.contains(replica) else { return false }
        // What follows may have other endpoints.
        let keys = current.voters.map(\.key)
        return entries[removal].offset >= mark
            && entries[removal...].allSatisfy { $0.voters.voters.map(\.key) == keys }
    }

    /// The log now ends at `offset`.
    package mutating func truncate(to offset: Offset) {
        entries.removeAll { $0.offset >= offset }
    }

    /// The log now begins with a snapshot, whose state this is.
    package mutating func restart(with voters: VoterSet, kraftVersion: Int16) {
        first = voters
        firstVersion = kraftVersion
        entries = []
    }

    /// The members as of a snapshot that ends at `offset`, and the version then in force.
    package func state(at offset: Offset) -> (voters: VoterSet, kraftVersion: Int16) {
        let below = entries.last { $0.offset < offset }
        guard let below else { return (first, firstVersion) }
        return (below.voters, max(firstVersion, 1))
    }
}
