import MartletSimulator
import Testing

/// Each checker finds what it is there for, when it is shown a file system that is broken in its way.
@Suite struct SabotageTests {
    @Test(
        arguments: [
            (.ignoresSync, "GoesOnWorking"), (.ignoresDirectorySync, "DurableMeansThere"),
            (.ignoresSyncOfTemporaryFiles, "GoesOnWorking"), (.emptiesIndexes, "IndexesAgreeWithLog"),
            (.movesBatches, "OffsetsHaveNoHoles"), (.changesEpochsOfBatches, "NothingInvented"),
            (.emptiesSnapshots, "ProducerStateMatchesLog"),
            (.exaggeratesRecoveryPoints, "CheckpointsNeverLead"),
            (.forgetsLogStarts, "DeletedStaysDeleted"), (.renamesEpochs, "EpochsMatchLog"),
            (.ignoresTruncation, "GoesOnWorking"),
        ] as [(SabotagedFileSystem.Sabotage, String)])
    func `what a disk does not keep is found`(sabotage: SabotagedFileSystem.Sabotage, checker: String) {
        let isFound = (0..<10 as Range<UInt64>).contains { seed in
            var simulation = StorageSimulation(seed: seed)
            simulation.sabotage = { SabotagedFileSystem(base: $0, sabotage: sabotage) }
            return simulation.run().failures.contains { $0.checker == checker }
        }
        #expect(isFound)
    }

    @Test func `a seed that fails fails again in the same way`() {
        func run() -> StorageSimulation.Outcome {
            var simulation = StorageSimulation(seed: 3)
            simulation.sabotage = { SabotagedFileSystem(base: $0, sabotage: .ignoresDirectorySync) }
            return simulation.run()
        }
        let outcome = run()
        #expect(!outcome.failures.isEmpty && outcome == run())
    }
}
