import MartletReplication
import MartletSimulator
import Testing

/// Each promise that a cluster breaks is found out, by the checker whose promise it is.
@Suite struct ClusterSabotageTests {
    /// One way to break a promise, and what goes wrong meanwhile. The other checkers look away: they may find
    /// something sooner.
    struct Case: Sendable, CustomTestStringConvertible {
        var sabotage: ClusterSabotage
        var checker: String
        var faults: [ClusterFault] = [.kill, .isolate, .heal]
        var seconds = 45
        var firstSeed: UInt64 = 1

        var testDescription: String { "\(checker): \(sabotage)" }
    }

    /// Logs diverge where brokers are cut off for longer than their leases: so some cases have faults that do
    /// little in between. Doubt takes a bit that flips above a recovery point: few seeds have one.
    private static let cases: [Case] = [
        Case(sabotage: .answersEarly, checker: "AcknowledgedIsForever"),
        Case(sabotage: .forgetsProducers, checker: "AcknowledgedIsForever"),
        Case(sabotage: .forgetsToSync, checker: "AcknowledgedIsForever", faults: [.everythingDown]),
        Case(sabotage: .inventsRecords, checker: "NothingInvented"),
        Case(
            sabotage: .hidesEpochs, checker: "ReplicasAgreeBelowHighWatermark",
            faults: [.isolate, .heal] + Array(repeating: .skewClock, count: 8), seconds: 70, firstSeed: 6),
        Case(sabotage: .breaks(.checksHighWatermark), checker: "ReplicasAgreeBelowHighWatermark"),
        Case(sabotage: .breaks(.waitsForInSync), checker: "HighWatermarkNeverFalls"),
        Case(sabotage: .breaks(.leadsWhereNamed), checker: "OneLeaderPerEpoch"),
        Case(sabotage: .breaks(.waitsForInSync), checker: "IsrIsHonest"),
        Case(sabotage: .overstatesProgress, checker: "IsrIsHonest"),
        Case(sabotage: .forgetsToSync, checker: "IsrIsHonest"),
        Case(
            sabotage: .breaks(.hearsOthersInDoubt), checker: "AcknowledgedIsForever",
            faults: [.damage, .everythingDown], firstSeed: 42),
        Case(sabotage: .hidesDamage, checker: "CorruptIsNeverServed", faults: [.damage]),
        Case(sabotage: .refusesWrites, checker: "WritableWithinBound", faults: [.heal]),
        Case(sabotage: .losesSequences, checker: "RetriesAreRecognised", faults: [.heal], seconds: 25),
        Case(sabotage: .garblesBatches, checker: "NothingIsRefused", faults: [.heal], seconds: 25),
        Case(sabotage: .cutsAnswers, checker: "AnswersAreWhole", faults: [.heal], seconds: 25),
        Case(sabotage: .healsNothing, checker: "DamageHeals", faults: [.damage]),
    ]

    @Test(arguments: cases)
    func `a cluster that does not keep its word is found out`(_ row: Case) {
        for seed in row.firstSeed..<row.firstSeed + 8 {
            var simulation = ClusterSimulation(seed: seed)
            simulation.duration = .seconds(row.seconds)
            simulation.bound = .seconds(20)
            simulation.sabotage = row.sabotage
            simulation.faults = row.faults
            simulation.checkers = [row.checker]
            if !simulation.run().failures.isEmpty { return }
        }
        Issue.record("\(row.checker) sees nothing")
    }
}
