import MartletModel
import MartletRaft
import MartletSimulator
import Testing

/// Each rule of Raft that a quorum breaks, and each word that a disk does not keep, is found.
@Suite struct QuorumSabotageTests {
    /// The first seed that one of these checkers finds something in, as what was broken may show otherwise
    /// in others: none may lead any more.
    private func firstFailure(
        of checkers: [String], in seeds: Range<UInt64>, _ sabotage: (inout QuorumSimulation) -> Void
    ) -> QuorumSimulation.Failure? {
        for seed in seeds {
            var simulation = QuorumSimulation(seed: seed)
            simulation.hasFiles = false
            simulation.duration = .seconds(90)
            sabotage(&simulation)
            let failure = simulation.run().failures.first
            if let failure, checkers.contains(failure.checker) { return failure }
        }
        return nil
    }

    enum Rule: Sendable {
        case votesOnce, comparesLogs, needsMajority, matchesLogs, cutsOnlyDivergence, keepsHighWatermark

        func isBroken(in rules: inout QuorumRules) {
            switch self {
            case .votesOnce: rules.votesOnce = false
            case .comparesLogs: rules.comparesLogs = false
            case .needsMajority: rules.needsMajority = false
            case .matchesLogs: rules.matchesLogs = false
            case .cutsOnlyDivergence: rules.cutsOnlyDivergence = false
            case .keepsHighWatermark: rules.keepsHighWatermark = false
            }
        }
    }

    @Test(
        arguments: [
            (.votesOnce, ["VotesAreDurable", "SingleLeaderPerEpoch"]),
            (.comparesLogs, ["CommittedIsForever", "LogsMatch", "NobodyHalts"]),
            (.needsMajority, ["CommittedIsForever", "SingleLeaderPerEpoch"]),
            (.matchesLogs, ["LogsMatch", "CommittedIsForever"]),
            (.cutsOnlyDivergence, ["AcknowledgedIsDurable", "CommittedIsForever", "MonotonicHighWatermark"]),
            (.keepsHighWatermark, ["MonotonicHighWatermark"]),
        ] as [(Rule, [String])])
    func `a quorum that breaks a rule is found out`(rule: Rule, checkers: [String]) {
        #expect(firstFailure(of: checkers, in: 0..<10) { rule.isBroken(in: &$0.rules) } != nil)
    }

    /// Raft §5.4.2, figure 8: what is on a majority of disks may still be lost to a leader of a later epoch.
    @Test func `a leader that commits a former epoch's records by counting is found out`() {
        let failure = firstFailure(of: ["CommittedIsForever"], in: 0..<20) {
            $0.hardship = .failingLeaders
            $0.rules.commitsOwnEpochOnly = false
        }
        #expect(failure != nil)
    }

    /// Raft dissertation §4.1: two majorities that do not meet.
    @Test func `a quorum that changes several members at a time is found out`() {
        let checkers = ["CommittedIsForever", "SingleLeaderPerEpoch", "LogsMatch"]
        let failure = firstFailure(of: checkers, in: 0..<20) {
            $0.hardship = .changingMembers
            $0.rules.changesOneVoterAtATime = false
        }
        #expect(failure != nil)
    }

    @Test(
        arguments: [
            (.forgetsState, ["VotesAreDurable"]), (.votesBeforeSync, ["VotesAreDurable"]),
            (.acknowledgesUnsynced, ["AcknowledgedIsDurable"]), (.losesRecords, ["ImagesAgree"]),
        ] as [(DriverSabotage, [String])])
    func `a driver that does not keep its word is found out`(sabotage: DriverSabotage, checkers: [String]) {
        #expect(firstFailure(of: checkers, in: 0..<10) { $0.sabotage = sabotage } != nil)
    }

    @Test func `a quorum in which nobody stands for election is found out`() {
        let failure = firstFailure(of: ["LeaderWithinBound"], in: 0..<1) {
            $0.duration = .seconds(60)
            $0.timers.electionTimeout = .seconds(3_600)
        }
        #expect(failure != nil)
    }

    @Test func `a seed that finds something finds it again`() {
        func run() -> QuorumSimulation.Outcome {
            var simulation = QuorumSimulation(seed: 0)
            simulation.hasFiles = false
            simulation.duration = .seconds(90)
            simulation.rules.comparesLogs = false
            return simulation.run()
        }
        let outcome = run()
        #expect(!outcome.failures.isEmpty && outcome == run())
    }
}
