import MartletModel
import Testing

@testable import MartletMetadata

@Suite struct BrokerChecksTests {
    private func due(_ checks: inout BrokerChecks, at now: Duration) -> [BrokerID] {
        checks.due(at: now).map(\.broker)
    }

    @Test func `a broker that nobody can reach any more, where others can be, is dead`() {
        var checks = BrokerChecks()
        checks.suspected(2, epoch: 20, from: .seconds(1))
        checks.suspected(1, epoch: 10, from: .seconds(1))
        #expect(checks.nextDeadline == .seconds(1))
        #expect(due(&checks, at: .zero) == [])
        #expect(due(&checks, at: .seconds(1)) == [1, 2])
        #expect(checks.nextDeadline == nil)
        #expect(checks.checked(1, epoch: 10, .answered, now: .seconds(1)) == false)
        #expect(checks.checked(2, epoch: 20, .refused, now: .seconds(1)) == true)
        #expect(checks.nextDeadline == nil)
    }

    @Test func `one that hangs is asked again for a while, and then left to its lease`() {
        var checks = BrokerChecks()
        var (now, pauses) = (Duration.zero, [Duration]())
        checks.suspected(1, epoch: 10, from: now)
        while let next = checks.nextDeadline {
            pauses.append(next - now)
            now = next
            #expect(due(&checks, at: now) == [1])
            #expect(checks.checked(1, epoch: 10, .unclear, now: now) == false)
        }
        #expect(pauses == [0, 10, 20, 40, 80, 160, 320, 640].map { .milliseconds($0) })
    }

    @Test func `one that closes its listeners a little later is dead then`() {
        var checks = BrokerChecks()
        checks.suspected(1, epoch: 10, from: .zero)
        #expect(due(&checks, at: .zero) == [1])
        #expect(checks.checked(1, epoch: 10, .unclear, now: .zero) == false)
        #expect(due(&checks, at: .milliseconds(10)) == [1])
        #expect(checks.checked(1, epoch: 10, .refused, now: .milliseconds(10)) == true)
    }

    @Test func `one that reports meanwhile is alive`() {
        var checks = BrokerChecks()
        checks.suspected(1, epoch: 10, from: BrokerChecks.grace)
        checks.heard(1, epoch: 10)
        #expect(checks.nextDeadline == nil)
        checks.suspected(1, epoch: 10, from: .zero)
        #expect(due(&checks, at: .zero) == [1])
        checks.heard(1, epoch: 10)
        #expect(checks.checked(1, epoch: 10, .refused, now: .zero) == false)
    }

    @Test func `one that reports afterwards stands where the controller cannot see it`() {
        var checks = BrokerChecks()
        checks.suspected(1, epoch: 10, from: .zero)
        #expect(due(&checks, at: .zero) == [1])
        #expect(checks.checked(1, epoch: 10, .refused, now: .zero) == true)
        checks.heard(1, epoch: 10)
        checks.suspected(1, epoch: 10, from: .seconds(1))
        #expect(checks.nextDeadline == nil)
        checks.suspected(1, epoch: 11, from: .seconds(1))
        #expect(checks.nextDeadline == .seconds(1))
    }

    @Test func `what was asked about an earlier process says nothing of the next`() {
        var checks = BrokerChecks()
        checks.suspected(1, epoch: 10, from: .zero)
        #expect(due(&checks, at: .zero) == [1])
        checks.suspected(1, epoch: 11, from: .seconds(1))
        #expect(checks.checked(1, epoch: 10, .refused, now: .zero) == false)
        checks.suspected(1, epoch: 10, from: .zero)
        #expect(checks.nextDeadline == .seconds(1))
        checks.dismiss(1, epoch: 10)
        #expect(checks.nextDeadline == .seconds(1))
        checks.dismiss(1, epoch: 11)
        #expect(checks.nextDeadline == nil)
    }
}
