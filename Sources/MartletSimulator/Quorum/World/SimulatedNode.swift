import MartletModel
import MartletRaft

/// A machine with a process on it.
final class SimulatedNode<Member: QuorumMember> {
    /// A request that was delivered and is not answered yet.
    struct Pending {
        var from: BrokerID
        var incarnation: Int
        var call: QuorumCallID
        var request: Member.Request
    }

    let id: BrokerID
    let member: Member
    var clock: SimulatedClock
    var isUp = false
    /// The machine is on, whether the process is up or not.
    var hasPower = true
    /// Counts processes: what is meant for a former one is lost.
    var incarnation = 0
    var pending: [QuorumRequestID: Pending] = [:]
    /// Ticks at other times are out of date.
    var tickAt: Duration?
    /// The process stands still until then, as one does whose machine is suspended.
    var pausedUntil: Duration = .zero
    /// How long the disk takes for a write, in microseconds.
    var diskTime: ClosedRange<Int> = 50...1_500
    /// Jobs come back in their order; the long ones in an order of their own.
    var diskBusyUntil: Duration = .zero
    var longJobsUntil: Duration = .zero

    var control = NodeControl()
    let isBroker: Bool
    /// Of the broker's last process, if that took its leave.
    var cleanEpoch: BrokerEpoch?

    /// What the replica wants done, and that is about to be.
    var outputs: [MemberOutput<Member>] = []
    var isPerforming = false

    init(id: BrokerID, member: Member, clock: SimulatedClock, isBroker: Bool = false) {
        self.id = id
        self.member = member
        self.clock = clock
        self.isBroker = isBroker
    }
}
