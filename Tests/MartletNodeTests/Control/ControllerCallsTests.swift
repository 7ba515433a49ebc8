import MartletMetadata
import MartletModel
import Testing

@testable import MartletNode

/// How a node's requests find the active controller, whoever that is by then.
@Suite struct ControllerCallsTests {
    private typealias Effect = ControllerCalls.Effect

    private static let second = NodeAddress(host: "c2", port: 9093)
    private static let third = NodeAddress(host: "c3", port: 9093)

    private var calls = ControllerCalls(attemptTimeout: .seconds(5))

    private mutating func step(_ input: ControllerCalls.Input, at now: Duration = .zero) -> [Effect] {
        var effects: [Effect] = []
        calls.step(input, now: now, effects: &effects)
        return effects
    }

    private mutating func ask(_ id: ControllerRequestID, at now: Duration = .zero) -> [Effect] {
        step(.asked(id, .forwarded, deadline: .seconds(30)), at: now)
    }

    private func sent(
        _ id: ControllerRequestID, _ attempt: Int, _ address: NodeAddress = second,
        timeout: Duration = .seconds(5)
    ) -> Effect {
        .send(id, attempt: attempt, to: address, .forwarded, timeout: timeout)
    }

    @Test mutating func `without a controller requests wait, and go to whoever becomes it, in their order`() {
        #expect(ask(1) == [])
        #expect(ask(2) == [])
        #expect(step(.located(.at(2, Self.second))) == [sent(1, 1), sent(2, 1)])
        #expect(step(.answered(1)) == [])
        #expect(calls.waitingCount == 1)
    }

    @Test mutating func `where this node is the controller it decides itself`() {
        _ = step(.located(.here))
        #expect(ask(1) == [.decideHere(1, attempt: 1)])
    }

    @Test mutating func `who cannot answer is asked again after a pause`() {
        _ = step(.located(.at(2, Self.second)))
        #expect(ask(1) == [sent(1, 1)])
        #expect(step(.failed(1, attempt: 1), at: .milliseconds(100)) == [])
        #expect(calls.nextDeadline == .milliseconds(120))
        #expect(step(.ticked, at: .milliseconds(119)) == [])
        #expect(step(.ticked, at: .milliseconds(120)) == [sent(1, 2)])
    }

    @Test mutating func `a new controller is asked at once, also for what the old one has not answered`() {
        _ = step(.located(.at(2, Self.second)))
        _ = ask(1)
        #expect(step(.located(.at(3, Self.third))) == [sent(1, 2, Self.third)])
        #expect(step(.failed(1, attempt: 1)) == [])
        #expect(calls.nextDeadline == .seconds(30))
        #expect(step(.located(.unknown)) == [])
        #expect(step(.located(.here)) == [.decideHere(1, attempt: 3)])
    }

    @Test mutating func `who is told again what is known is not asked again`() {
        _ = step(.located(.at(2, Self.second)))
        _ = ask(1)
        #expect(step(.located(.at(2, Self.second))) == [])
    }

    @Test mutating func `a request is given up when its time is over, and no attempt takes longer`() {
        _ = step(.located(.at(2, Self.second)))
        #expect(ask(1, at: .seconds(27)) == [sent(1, 1, timeout: .seconds(3))])
        #expect(step(.ticked, at: .seconds(30)) == [.giveUp(1)])
        #expect(calls.waitingCount == 0 && calls.nextDeadline == nil)
        #expect(step(.failed(1, attempt: 1), at: .seconds(31)) == [])
        #expect(calls.nextDeadline == nil)
    }

    @Test mutating func `beyond the limit requests are given up at once`() {
        for id in 1...UInt64(ControllerCalls.limit) { _ = ask(ControllerRequestID(id)) }
        let next = ControllerRequestID(UInt64(ControllerCalls.limit) + 1)
        #expect(ask(next) == [.giveUp(next)])
    }

    @Test mutating func `when the node stops nobody waits any longer`() {
        _ = ask(2)
        _ = ask(1)
        #expect(step(.closed) == [.abandon(1), .abandon(2)])
        #expect(calls.waitingCount == 0)
    }
}
