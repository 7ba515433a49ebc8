import MartletModel
import MartletProtocol

/// Goes through a partition stretch by stretch: one replica says where a stretch ends, the others what they
/// have of it.
struct ReplicaComparing {
    private struct Total: Hashable {
        var recordCount: Int64 = 0
        var high: UInt64 = 0
        var low: UInt64 = 0

        init() {}

        init(_ answer: DigestRecordsResponse) {
            recordCount = answer.recordCount
            (high, low) = (UInt64(bitPattern: answer.digestHigh), UInt64(bitPattern: answer.digestLow))
        }

        static func += (total: inout Total, other: Total) {
            let (low, carries) = total.low.addingReportingOverflow(other.low)
            total.low = low
            total.high &+= other.high &+ (carries ? 1 : 0)
            total.recordCount += other.recordCount
        }
    }

    private static let stretchBytes: Int32 = 4 << 20
    private static let pause = Duration.milliseconds(50)
    /// So many pauses at most for one answer, and for what replicas are to hear; and so often may what can be
    /// compared change.
    private static let patience = 400

    let client: Client
    let topicID: TopicID
    let partition: TopicPartition
    let leader: BrokerID?
    let leaderEpoch: LeaderEpoch
    let replicas: [BrokerID]
    let inSyncReplicas: [BrokerID]

    private var totals: [BrokerID: Total] = [:]
    private var states: [BrokerID: ReplicaComparison.State] = [:]
    /// What each has that it knows to be committed.
    private var comparable: [BrokerID: Range<Offset>] = [:]

    init(client: Client, topicID: TopicID, topic: String, partition: TopicDescription.Partition) {
        self.client = client
        self.topicID = topicID
        self.partition = TopicPartition(topic: topic, partition: partition.index)
        leader = partition.leader
        leaderEpoch = partition.leaderEpoch
        replicas = partition.replicas
        inSyncReplicas = partition.inSyncReplicas
    }

    mutating func run() async throws(ClientError) -> ReplicaComparison {
        try await survey()
        try await hear(upTo: comparableEnd)
        let (start, end) = (comparableStart, comparableEnd)
        var (next, changes) = (start, 0)
        while next < end, changes < Self.patience {
            if let reached = try await compare(from: next) {
                next = reached
            } else {
                // Somebody has deleted or compacted something, or begins anew.
                changes += 1
                try await pause()
                try await survey()
                try await hear(upTo: end)
                next = max(next, comparableStart)
            }
        }
        for broker in answering {
            let reached = min(next, comparable[broker]?.upperBound ?? start)
            if reached < end { states[broker] = states[broker] ?? .behind(max(start, reached)) }
        }
        return ReplicaComparison(
            partition: partition, leaderEpoch: leaderEpoch, offsets: start..<max(start, min(next, end)),
            replicas: replicas.map { broker in
                let total = totals[broker] ?? Total()
                return .init(
                    broker: broker, isLeader: broker == leader, recordCount: total.recordCount,
                    digest: Self.text(total.high) + Self.text(total.low), state: states[broker] ?? .same)
            })
    }

    private static func text(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The leader first: it is the one most likely to have everything.
    private var answering: [BrokerID] {
        let known = replicas.filter { broker in
            if case .unknown? = states[broker] { false } else { true }
        }
        return known.filter { $0 == leader } + known.filter { $0 != leader }
    }

    // MARK: - What can be compared

    /// Where nobody has deleted or compacted anything.
    private var comparableStart: Offset { comparable.values.map(\.lowerBound).max() ?? 0 }

    /// What anybody knows to be committed.
    private var comparableEnd: Offset { max(comparableStart, comparable.values.map(\.upperBound).max() ?? 0) }

    private mutating func survey() async throws(ClientError) {
        comparable = [:]
        for broker in answering { try await survey(broker) }
    }

    private mutating func survey(_ broker: BrokerID) async throws(ClientError) {
        do throws(ClientError) {
            let answer = try await ask(broker, 0..<0, maxBytes: 0)
            guard answer.errorCode == .none else { return isUnknown(broker, "\(answer.errorCode)") }
            // Who follows an earlier leader yet may have what is not committed.
            let end = answer.leaderEpoch < leaderEpoch ? answer.comparableStart : answer.comparableEnd
            comparable[broker] = answer.comparableStart..<max(answer.comparableStart, end)
        } catch {
            if error == .cancelled || error == .closed { throw error }
            isUnknown(broker, "\(error)")
        }
    }

    private mutating func isUnknown(_ broker: BrokerID, _ reason: String) {
        states[broker] = .unknown(reason)
        comparable[broker] = nil
    }

    /// A follower in sync has everything, and hears with the answer to its next fetch that it is committed.
    private mutating func hear(upTo end: Offset) async throws(ClientError) {
        guard let leader, comparable[leader] != nil else { return }
        var pauses = 0
        for broker in answering where inSyncReplicas.contains(broker) {
            while let known = comparable[broker], known.upperBound < end, pauses < Self.patience {
                pauses += 1
                try await pause()
                try await survey(broker)
            }
        }
    }

    // MARK: - Comparing

    /// The next stretch, of those that have it. Returns where it ended; nil if what can be compared has
    /// changed.
    private mutating func compare(from start: Offset) async throws(ClientError) -> Offset? {
        let ends = answering.compactMap { comparable[$0]?.upperBound }.filter { $0 > start }
        guard let limit = ends.min() else { return nil }
        let range = start..<limit
        // Where the first that answers got to.
        var end: Offset?
        var found: [BrokerID: Total] = [:]
        for broker in answering where comparable[broker].map({ $0.upperBound > start }) ?? false {
            var (total, next, isWhole) = (Total(), range.lowerBound, true)
            repeat {
                let answer = try await settled(broker, next..<(end ?? range.upperBound))
                switch answer.errorCode {
                case .none:
                    total += Total(answer)
                    next = answer.endOffset
                    end = end ?? next
                case .corruptMessage:
                    states[broker] = states[broker] ?? .corrupt(next)
                    isWhole = false
                case .offsetOutOfRange: return nil
                default:
                    isUnknown(broker, "\(answer.errorCode)")
                    isWhole = false
                }
            } while isWhole && next < end ?? range.upperBound
            if isWhole { found[broker] = total }
        }
        // Where all are damaged there is nothing to go on from.
        let reached = end ?? range.upperBound
        judge(found, range.lowerBound..<reached)
        return reached
    }

    private mutating func judge(_ found: [BrokerID: Total], _ range: Range<Offset>) {
        for (broker, total) in found { totals[broker, default: Total()] += total }
        guard Set(found.values).count > 1 else { return }
        let majority = Majority(of: found)
        for broker in majority?.others ?? Array(found.keys) {
            if case .differs? = states[broker] { continue }
            states[broker] = majority == nil ? .disputed(range) : .differs(range)
        }
    }

    // MARK: - Asking

    /// Waits while the broker has no time for it.
    private func settled(
        _ broker: BrokerID, _ range: Range<Offset>
    ) async throws(ClientError) -> DigestRecordsResponse {
        for _ in 0..<Self.patience {
            let answer = try await ask(broker, range, maxBytes: Self.stretchBytes)
            if answer.errorCode == .none, answer.leaderEpoch > leaderEpoch {
                throw .refused(
                    .fencedLeaderEpoch, operation: "comparing replicas of \(partition)",
                    message: "Another replica leads by now.")
            }
            let isLate = answer.errorCode == .none && answer.leaderEpoch < leaderEpoch
            if answer.errorCode != .throttlingQuotaExceeded, !isLate { return answer }
            try await pause()
        }
        return DigestRecordsResponse(errorCode: .throttlingQuotaExceeded)
    }

    private func pause() async throws(ClientError) {
        do { try await Task.sleep(for: Self.pause) } catch { throw .cancelled }
    }

    private func ask(
        _ broker: BrokerID, _ range: Range<Offset>, maxBytes: Int32
    ) async throws(ClientError) -> DigestRecordsResponse {
        try await client.connection(to: broker).request(
            DigestRecordsRequest(
                topicId: topicID, partitionIndex: partition.partition, startOffset: range.lowerBound,
                endOffset: range.upperBound, maxBytes: maxBytes))
    }
}
