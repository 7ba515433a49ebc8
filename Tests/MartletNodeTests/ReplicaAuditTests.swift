import MartletModel
import MartletStorage
import Testing

@testable import MartletNode

@Suite struct ReplicaAuditTests {
    private func digest(_ number: UInt64) -> RecordDigest {
        RecordDigest(recordCount: 1, high: number, low: number)
    }

    @Test func `what agrees is compared up to where the leader's read ended`() {
        var audit = ReplicaAudit(of: 0..<100, on: [1, 2, 3])
        #expect(audit.first == .ask(1, 0..<100))
        #expect(audit.next(after: .digest(digest(7), upTo: 60)) == .ask(2, 0..<60))
        // In parts, which add up.
        #expect(audit.next(after: .digest(digest(3), upTo: 20)) == .ask(2, 20..<60))
        var rest = RecordDigest(recordCount: 0, high: 4, low: 4)
        #expect(audit.next(after: .digest(rest, upTo: 60)) == .ask(3, 0..<60))
        rest = digest(7)
        #expect(audit.next(after: .digest(rest, upTo: 60)) == .agreed(upTo: 60))
    }

    /// All answers of one pass.
    private func pass(_ audit: inout ReplicaAudit, _ numbers: [UInt64?]) -> ReplicaAudit.Step {
        var step = audit.first
        for number in numbers {
            step = audit.next(after: number.map { .digest(digest($0), upTo: 60) } ?? .corrupt)
        }
        return step
    }

    @Test func `the one that differs is named when it has differed twice`() {
        for (numbers, odd) in [([7, 7, 8], 3), ([7, 8, 7], 2), ([8, 7, 7], 1)] as [([UInt64], BrokerID)] {
            var audit = ReplicaAudit(of: 0..<100, on: [1, 2, 3])
            #expect(pass(&audit, numbers) == .ask(1, 0..<60))
            #expect(pass(&audit, numbers) == .differ(0..<60, odd: [odd]))
        }
    }

    @Test func `a difference that is gone at the second look is none`() {
        var audit = ReplicaAudit(of: 0..<100, on: [1, 2, 3])
        #expect(pass(&audit, [7, 7, 8]) == .ask(1, 0..<60))
        #expect(pass(&audit, [7, 7, 7]) == .agreed(upTo: 60))
    }

    @Test func `of two, or three that all differ, nobody is named`() {
        for numbers in [[7, 8], [7, 8, 9]] as [[UInt64]] {
            var audit = ReplicaAudit(of: 0..<100, on: (1...Int32(numbers.count)).map { BrokerID($0) })
            _ = pass(&audit, numbers)
            #expect(pass(&audit, numbers) == .differ(0..<60, odd: nil))
        }
    }

    @Test func `one that is damaged there is left out, as it heals by itself`() {
        var audit = ReplicaAudit(of: 0..<100, on: [1, 2, 3])
        #expect(pass(&audit, [7, nil, 7]) == .agreed(upTo: 60))
        var other = ReplicaAudit(of: 0..<100, on: [1, 2, 3])
        _ = pass(&other, [7, nil, 8])
        #expect(pass(&other, [7, nil, 8]) == .differ(0..<60, odd: nil))
        var own = ReplicaAudit(of: 0..<100, on: [1, 2, 3])
        #expect(own.next(after: .corrupt) == .giveUp)
    }

    @Test func `who does not answer, or gets no further, ends it`() {
        var audit = ReplicaAudit(of: 0..<100, on: [1, 2, 3])
        _ = audit.next(after: .digest(digest(7), upTo: 60))
        #expect(audit.next(after: .failed) == .giveUp)
        var stuck = ReplicaAudit(of: 5..<100, on: [1, 2])
        #expect(stuck.next(after: .digest(digest(7), upTo: 5)) == .giveUp)
    }
}
