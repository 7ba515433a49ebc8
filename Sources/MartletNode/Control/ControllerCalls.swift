import MartletMetadata
import MartletModel
import MartletProtocol

/// Where the active controller is, as far as this node knows.
enum ControllerLocation: Sendable, Equatable {
    case unknown
    /// This node leads the quorum, and may decide.
    case here
    case at(BrokerID, NodeAddress)
}

/// What this node asks of the active controller, wherever that is (KIP-590): requests wait while nobody
/// leads, go to whoever does, and are asked again after NOT_CONTROLLER or a lost connection, until their time
/// is up. As with every client of Kafka, one that was asked twice may find itself done already.
///
/// Pure: no clock, no I/O. Each request is finished once.
struct ControllerCalls: Sendable {
    enum Input: Sendable, Equatable {
        case asked(ControllerRequestID, Manner, deadline: Duration)
        case located(ControllerLocation)
        /// The controller's last word.
        case answered(ControllerRequestID)
        /// It is not the controller, the connection was lost, or no answer came in time.
        case failed(ControllerRequestID, attempt: Int)
        case ticked
        /// The node stops.
        case closed
    }

    enum Effect: Sendable, Equatable {
        case decideHere(ControllerRequestID, attempt: Int)
        case send(ControllerRequestID, attempt: Int, to: NodeAddress, Manner, timeout: Duration)
        /// The deadline is over, or there are too many requests. Answer REQUEST_TIMED_OUT: whether it was
        /// done is not known.
        case giveUp(ControllerRequestID)
        /// Nobody is going to answer.
        case abandon(ControllerRequestID)
    }

    /// How a request is brought before another node.
    enum Manner: Sendable, Equatable {
        /// In an envelope: it is a client's.
        case forwarded
        /// As it is: it is this node's own.
        case own
    }

    /// Requests beyond these are given up at once.
    static let limit = 10_000
    /// Before a controller that could not answer is asked again.
    static let backoff: Duration = .milliseconds(20)

    private struct Call: Sendable {
        var manner: Manner
        var deadline: Duration
        /// Of the last try; 0: none yet.
        var attempt = 0
        /// After a try that failed; nil while one is under way, or nobody is known who could be asked.
        var retryAt: Duration?
    }

    private(set) var location = ControllerLocation.unknown
    private var calls: [ControllerRequestID: Call] = [:]
    private let attemptTimeout: Duration

    /// - Parameter attemptTimeout: how long one attempt may take (`controller.socket.timeout.ms`).
    init(attemptTimeout: Duration) {
        self.attemptTimeout = attemptTimeout
    }

    var waitingCount: Int { calls.count }

    /// When `ticked` is due.
    var nextDeadline: Duration? {
        calls.values.lazy.map { min($0.deadline, $0.retryAt ?? $0.deadline) }.min()
    }

    mutating func step(_ input: Input, now: Duration, effects: inout [Effect]) {
        switch input {
        case .asked(let id, let manner, let deadline): asked(id, manner, deadline, now, &effects)
        case .located(let location): located(location, now, &effects)
        case .answered(let id): calls[id] = nil
        case .failed(let id, let attempt): failed(id, attempt, now)
        case .ticked: ticked(now, &effects)
        case .closed:
            for id in calls.keys.sorted() { effects.append(.abandon(id)) }
            calls = [:]
        }
    }

    private mutating func asked(
        _ id: ControllerRequestID, _ manner: Manner, _ deadline: Duration, _ now: Duration,
        _ effects: inout [Effect]
    ) {
        guard calls.count < Self.limit else {
            effects.append(.giveUp(id))
            return
        }
        calls[id] = Call(manner: manner, deadline: deadline)
        attempt(id, now, &effects)
    }

    /// Who was asked before, and has not answered, need not be waited for: it leads no more.
    private mutating func located(
        _ location: ControllerLocation, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard location != self.location else { return }
        self.location = location
        for id in calls.keys.sorted() { attempt(id, now, &effects) }
    }

    private mutating func failed(_ id: ControllerRequestID, _ attempt: Int, _ now: Duration) {
        guard let call = calls[id], call.attempt == attempt else { return }
        calls[id]?.retryAt = now + Self.backoff
    }

    private mutating func ticked(_ now: Duration, _ effects: inout [Effect]) {
        for id in calls.keys.sorted() {
            guard let call = calls[id] else { continue }
            if call.deadline <= now {
                calls[id] = nil
                effects.append(.giveUp(id))
            } else if let retryAt = call.retryAt, retryAt <= now {
                attempt(id, now, &effects)
            }
        }
    }

    private mutating func attempt(
        _ id: ControllerRequestID, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard var call = calls[id] else { return }
        call.retryAt = nil
        if location != .unknown { call.attempt += 1 }
        calls[id] = call
        switch location {
        case .unknown: break
        case .here: effects.append(.decideHere(id, attempt: call.attempt))
        case .at(_, let address):
            let timeout = min(attemptTimeout, call.deadline - now)
            effects.append(
                .send(id, attempt: call.attempt, to: address, call.manner, timeout: timeout))
        }
    }
}
