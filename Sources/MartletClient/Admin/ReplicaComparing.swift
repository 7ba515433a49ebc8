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
    /// So many pauses at most, and so often may what can be compared change.
    private static let patience = 400

    let client: Client
    let topicID: TopicID
    let partition: TopicPartition
    let leader: BrokerID?
    let leaderEpoch: LeaderEpoch
    let replicas: [BrokerID]

    private var totals: [BrokerID: Total] = [:]
    private var states: [BrokerID: ReplicaComparison.State] = [:]

    init(
        client: Client, topicID: TopicID, partition: TopicPartition, leader: BrokerID?,
        leaderEpoch: LeaderEpoch, replicas: [BrokerID]
    ) {
        self.client = client
        self.topicID = topicID
        self.partition = partition
        self.leader = leader
        self.leaderEpoch = leaderEpoch
        self.replicas = replicas
    }

    mutating func run() async throws(ClientError) -> ReplicaComparison {
        var bounds = try await comparableOffsets()
        let end = bounds.upperBound
        let start = bounds.lowerBound
        var (next, changes) = (start, 0)
        while next < end, changes < Self.patience {
            if let reached = try await compare(next..<end) {
                next = reached
            } else {
                // Somebody has deleted or compacted something.
                changes += 1
                bounds = try await comparableOffsets()
                next = max(next, bounds.lowerBound)
            }
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

    /// What all have that can be asked.
    private mutating func comparableOffsets() async throws(ClientError) -> Range<Offset> {
        var (start, end): (Offset, Offset) = (0, Offset(Int64.max))
        for broker in answering {
            do throws(ClientError) {
                let answer = try await ask(broker, 0..<0, maxBytes: 0)
                guard answer.errorCode == .none else {
                    states[broker] = .unknown("\(answer.errorCode)")
                    continue
                }
                start = max(start, answer.comparableStart)
                end = min(end, answer.comparableEnd)
            } catch {
                if error == .cancelled || error == .closed { throw error }
                states[broker] = .unknown("\(error)")
            }
        }
        return answering.isEmpty ? 0..<0 : start..<max(start, end)
    }

    /// Returns where the stretch ended; nil if what can be compared has changed.
    private mutating func compare(_ range: Range<Offset>) async throws(ClientError) -> Offset? {
        // Where the first that answers got to.
        var end: Offset?
        var found: [BrokerID: Total] = [:]
        for broker in answering {
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
                    states[broker] = .unknown("\(answer.errorCode)")
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
            guard answer.leaderEpoch == leaderEpoch || answer.errorCode != .none else {
                throw .refused(
                    .fencedLeaderEpoch, operation: "comparing replicas of \(partition)",
                    message: "Another replica leads by now.")
            }
            if answer.errorCode != .throttlingQuotaExceeded { return answer }
            do { try await Task.sleep(for: Self.pause) } catch { throw .cancelled }
        }
        return DigestRecordsResponse(errorCode: .throttlingQuotaExceeded)
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
