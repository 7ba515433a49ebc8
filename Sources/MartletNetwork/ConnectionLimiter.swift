import Synchronization

/// How many connections a broker takes.
package struct ConnectionLimits: Sendable, Equatable {
    /// `max.connections`: of all listeners together.
    package var total = Int.max
    /// `max.connections.per.ip`.
    package var perAddress = Int.max
    /// `max.connections.per.ip.overrides`, by address.
    package var overrides: [String: Int] = [:]

    package init() {}
}

/// Counts connections against the limits.
struct ConnectionCount {
    enum Verdict: Equatable {
        case admitted
        /// `isFirst`: the one before was admitted, so this one is worth a line in the log.
        case refused(isFirst: Bool)
    }

    let limits: ConnectionLimits
    private(set) var total = 0
    private var byAddress: [String: Int] = [:]
    private var isRefusing = false

    init(limits: ConnectionLimits) {
        self.limits = limits
    }

    mutating func opened(from address: String) -> Verdict {
        let count = byAddress[address, default: 0]
        if total >= limits.total || count >= limits.overrides[address] ?? limits.perAddress {
            defer { isRefusing = true }
            return .refused(isFirst: !isRefusing)
        }
        isRefusing = false
        total += 1
        byAddress[address] = count + 1
        return .admitted
    }

    mutating func closed(from address: String) {
        guard let count = byAddress[address] else { return }
        total -= 1
        byAddress[address] = count > 1 ? count - 1 : nil
    }
}

/// The count of connections that all listeners of a broker share.
package final class ConnectionLimiter: Sendable {
    private let count: Mutex<ConnectionCount>

    package init(limits: ConnectionLimits = ConnectionLimits()) {
        count = Mutex(ConnectionCount(limits: limits))
    }

    /// Connections that are open now.
    package var connectionCount: Int { count.withLock { $0.total } }

    func opened(from address: String) -> ConnectionCount.Verdict {
        count.withLock { $0.opened(from: address) }
    }

    func closed(from address: String) {
        count.withLock { $0.closed(from: address) }
    }
}
