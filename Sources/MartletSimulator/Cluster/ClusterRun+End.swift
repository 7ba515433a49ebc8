import MartletMetadata
import MartletModel
import MartletNode

/// What must be so when nothing has gone wrong for a while.
extension ClusterRun {
    /// WritableWithinBound: everything that producers have said is acknowledged, and consumers have read it.
    /// AcknowledgedIsForever: it is there, on every replica. DamageHeals: what another replica can heal is
    /// healed.
    func checkEnd() {
        let checkers = world.checkers
        for producer in producers where !producer.isDone {
            checkers.fail(
                "WritableWithinBound",
                "\(simulation.bound) after the last fault producer \(producer.number) still waits in "
                    + "\(producer.openPartitions)")
        }
        guard let image = world.images.first else {
            return checkers.fail("WritableWithinBound", "no node runs")
        }
        for partition in partitions {
            guard let history = checkers.histories[partition] else { continue }
            do throws(PartitionHistory.Violation) { try history.checkAcknowledged() } catch {
                checkers.fail(error.checker, "\(partition): \(error.text)")
            }
            guard let state = image.topic(named: partition.topic)?.partition(partition.partition) else {
                checkers.fail("AcknowledgedIsForever", "\(partition) is gone")
                continue
            }
            check(partition, state, end: history.committedEnd)
        }
    }

    var isSomethingKeptBack: Bool {
        world.machines.contains { machine in
            machine.process?.node?.shards.contains { shard in
                shard.assumeIsolated { $0.replicaViews.contains { $0.corruptOffsets != nil } }
            } ?? false
        }
    }

    private func check(_ partition: TopicPartition, _ state: PartitionImage, end: Offset) {
        let damaged = state.replicas.filter { world.machine($0)?.isDamaged(partition) ?? false }
        // Nobody can copy what nobody can read.
        let isWholeSomewhere = !Set(state.isr).subtracting(damaged).isEmpty
        if Set(state.isr) != Set(state.replicas), isWholeSomewhere {
            world.checkers.fail(
                "WritableWithinBound",
                "\(partition): of \(state.replicas) only \(state.isr) are in sync at the end")
        }
        for replica in state.isr {
            check(
                partition, at: replica, end: end, isDamaged: damaged.contains(replica),
                mustBeWhole: isWholeSomewhere)
        }
    }

    private func check(
        _ partition: TopicPartition, at broker: BrokerID, end: Offset, isDamaged: Bool, mustBeWhole: Bool
    ) {
        guard let machine = world.machine(broker), let process = machine.process, let node = process.node
        else {
            return world.checkers.fail("IsrIsHonest", "\(partition): \(broker) is in sync and does not run")
        }
        for shard in node.shards {
            guard let view = shard.assumeIsolated({ $0.replicaViews }).first(where: { $0.name == partition })
            else { continue }
            if view.logEndOffset < end {
                world.checkers.fail(
                    "AcknowledgedIsForever",
                    "\(partition): \(broker) is in sync, and has \(view.logEndOffset) of \(end)")
            }
            if mustBeWhole { checkDamage(view, isDamaged, of: broker) }
            if isDamaged { return }
            return world.checkers.compareWhole(view, end: end, shard, "broker \(broker) at the end")
        }
        world.checkers.fail("IsrIsHonest", "\(partition): \(broker) is in sync and has no log")
    }

    /// What nobody has looked at may be damaged still.
    private func checkDamage(_ view: ReplicaView, _ isDamaged: Bool, of broker: BrokerID) {
        if let offsets = view.corruptOffsets {
            world.checkers.fail(
                "DamageHeals",
                "\(view.name): at the end \(broker) keeps back \(offsets), "
                    + (isDamaged ? "which another replica has" : "and nothing is wrong with them"))
        } else if isDamaged, world.scrubs {
            world.checkers.fail(
                "DamageHeals", "\(view.name): at the end \(broker) does not know that it is damaged")
        }
    }
}
