import MartletModel
import MartletRaft
import Testing

@testable import MartletSimulator

@Suite struct FileMemberTests {
    /// The only voter of its quorum, which leads as soon as it starts.
    private func member() -> FileMember {
        let voter = QuorumRun<FileMember>.voter(1)
        return FileMember(
            MemberSetup(
                key: voter.key, endpoints: voter.endpoints, voter: voter, isController: true,
                voters: VoterSet([voter]), kraftVersion: 1, bootstrap: [], timers: QuorumTimers(),
                rules: QuorumRules(), sabotage: nil, fetchCount: 20))
    }

    @Test func `a power failure that was still to come takes nothing from a process that is killed before`() {
        for operations in 0..<12 {
            for seed in 0..<8 as Range<UInt64> {
                var random = SeededGenerator(seed: seed)
                let member = member()
                _ = member.start(now: .zero, random: random)
                _ = member.failPower(after: operations)
                member.crash(power: false, &random)
                _ = member.start(now: .seconds(1), random: random)
                let durable = member.view?.durableEndOffset ?? 0
                #expect(durable > 0)
                member.crash(power: true, &random)
                _ = member.start(now: .seconds(2), random: random)
                #expect(member.view?.endOffset ?? 0 >= durable, "\(operations) operations, seed \(seed)")
            }
        }
    }
}
