import MartletModel

/// Something about a log directory that is not as it should be.
package struct Finding: Sendable, Equatable {
    package enum Severity: String, Sendable {
        /// A file does not hold what was written to it.
        case damage
        /// Worth knowing, and no damage: what a crash leaves, or an operation that was under way.
        case note
    }

    /// What kind of thing it is that cannot be relied on, which decides what that means.
    package enum Subject: String, Sendable, CaseIterable {
        case records, deletedRecords, tail, order, leaderEpochs
        case offsetIndex, timeIndex, transactionIndex, producerSnapshot
        case partitionMetadata, metaProperties, cleanShutdown, bootstrap, checksums, bootMark, epochMark
        case recoveryPoint, logStart, highWatermark, cleaner
        case metadataRecords, metadataSnapshot, quorumState
        case leftOver, unknownFile, inUse
    }

    package var severity: Severity
    package var subject: Subject
    package var path: String
    /// In bytes from the file's beginning; nil where the file as a whole is meant.
    package var position: Int64?
    /// What is wrong.
    package var reason: String

    package init(
        _ severity: Severity, _ subject: Subject, path: String, position: Int64? = nil, reason: String
    ) {
        self.severity = severity
        self.subject = subject
        self.path = path
        self.position = position
        self.reason = reason
    }
}

extension Finding.Subject {
    /// What it means to whoever relies on it.
    package var meaning: String {
        switch self {
        case .records:
            "These records are lost here: fetches of them get CORRUPT_MESSAGE. Another replica may have them."
        case .deletedRecords:
            "These records were deleted, and only wait for their file's removal: nothing is lost."
        case .tail:
            "Written last before a crash, and not known to be on disk: the next start cuts it off."
        case .order: "Records have other offsets than they were given, or some are missing between them."
        case .leaderEpochs:
            "After a change of leaders replicas and consumers may not find where their logs part."
        case .offsetIndex:
            "No records are lost; look-ups read more. Remove it while no broker runs: it is made again."
        case .timeIndex:
            "No records are lost; look-ups by time and retention may err. Remove it and the segment's "
                + ".index while no broker runs: both are made again."
        case .transactionIndex:
            "Consumers of committed records may be given records of aborted transactions, or miss some."
        case .producerSnapshot:
            "No records are lost; the state of producers is read from an older snapshot and the log."
        case .partitionMetadata:
            "The broker cannot tell which topic the directory belongs to, and does not serve it."
        case .metaProperties: "The broker does not start on this directory, or takes it for another one."
        case .cleanShutdown:
            "No records are lost; the controller may not trust the replicas here at the next start."
        case .bootstrap:
            "The cluster's first metadata. A broker that cannot read them does not start."
        case .checksums: "No records are lost; flipped bits in the small files beside it may go unnoticed."
        case .epochMark: "No records are lost; after a crash the controller does not trust the replicas here."
        case .bootMark: "No records are lost; after a crash the next start writes more again than it must."
        case .recoveryPoint:
            "No records are lost; after a crash more is read than needs be, or less than should be."
        case .logStart: "Records that were deleted may come back, or records be missing that were not."
        case .highWatermark: "No records are lost; consumers may wait, or see what replicas do not have yet."
        case .cleaner: "No records are lost; compaction begins too early in the log, or too late."
        case .metadataRecords:
            "The node does not start: topics, configurations and placement are lost here. Another controller "
                + "of the quorum may have them."
        case .metadataSnapshot:
            "The node does not start, if it is the newest: the metadata before it is lost here."
        case .quorumState: "The node may vote twice in an epoch, or not find its quorum."
        case .leftOver: "An operation was under way when the broker stopped. The next start finishes it."
        case .unknownFile: "The broker does not know it, and leaves it alone."
        case .inUse: "What is being written may look damaged."
        }
    }
}

/// Collects findings, of one thing in one file not more than somebody reads.
package struct Findings: Sendable {
    private static let limit = 20

    private struct Key: Hashable {
        var path: String
        var subject: Finding.Subject
    }

    private var counts: [Key: Int] = [:]
    private var kept: [Finding] = []

    package init() {}

    package mutating func add(
        _ severity: Finding.Severity, _ subject: Finding.Subject, _ path: String, at position: Int64? = nil,
        _ reason: String
    ) {
        add(Finding(severity, subject, path: path, position: position, reason: reason))
    }

    package mutating func add(_ finding: Finding) {
        let count = counts[Key(path: finding.path, subject: finding.subject), default: 0] + 1
        counts[Key(path: finding.path, subject: finding.subject)] = count
        if count <= Self.limit { kept.append(finding) }
    }

    package mutating func add(_ others: Findings) {
        for finding in others.kept { add(finding) }
        for (key, count) in others.counts where count > Self.limit {
            counts[key, default: 0] += count - Self.limit
        }
    }

    package var hasDamage: Bool { kept.contains { $0.severity == .damage } }

    /// In the order in which they were found; where there were too many, the last says so.
    package var all: [Finding] {
        var all = kept
        for (key, count) in counts where count > Self.limit {
            if let last = all.lastIndex(where: { $0.path == key.path && $0.subject == key.subject }) {
                all[last].reason += " (and \(count - Self.limit) more like it)"
            }
        }
        return all
    }
}
