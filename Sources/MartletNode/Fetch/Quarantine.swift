import Logging
import MartletModel
import MartletStorage

/// What a shard does about batches that are not what was written.
extension Shard {
    /// After an error of a look-up: keeps the damage from being read, if that is what it was. Then the
    /// look-up may be tried again, and finds its way around it.
    func quarantine(_ error: StorageError, on replica: PartitionReplica) -> Bool {
        do throws(StorageError) {
            let found = try replica.log.quarantine(damage: error)
            for range in found { report(range, on: replica) }
            return !found.isEmpty
        } catch {
            report(error, on: replica, doing: "look at corrupt bytes")
            return false
        }
    }

    /// Called once for each range, when it is found: whoever reads it later hears only CORRUPT_MESSAGE.
    func report(_ range: CorruptRange, on replica: PartitionReplica) {
        var facts = metadata(of: range, on: replica)
        facts["reason"] = "\(range.reason)"
        logger.error("Records are corrupt on disk, and are not served", metadata: facts)
    }

    /// The end of a quarantine that another look has shown to be without need.
    func reportLifted(_ range: CorruptRange, on replica: PartitionReplica) {
        logger.notice(
            "Records that were read wrong once are right on disk, and are served again",
            metadata: metadata(of: range, on: replica))
    }

    private func metadata(of range: CorruptRange, on replica: PartitionReplica) -> Logger.Metadata {
        [
            "topic": "\(replica.name.topic)", "partition": "\(replica.name.partition)",
            "offset": "\(range.offsets.lowerBound)", "upToOffset": "\(range.offsets.upperBound)",
            "file": "\(range.path)", "position": "\(range.position)", "bytes": "\(range.byteCount)",
        ]
    }

    /// What a scrub has found that keeps no records from being read.
    func reportDisagreements(of outcome: ScrubOutcome, on replica: PartitionReplica) {
        if let fault = outcome.indexFaults.first {
            logger.warning(
                "An index does not agree with its segment: look-ups may be slow, or err",
                metadata: [
                    "partition": "\(replica.name)", "file": "\(fault.path)", "position": "\(fault.position)",
                    "reason": "\(fault.reason)", "entries": "\(outcome.indexFaults.count)",
                ])
        }
        if let found = outcome.epochDisagreements.first {
            logger.warning(
                "A batch and the leader epoch file do not agree",
                metadata: [
                    "partition": "\(replica.name)", "offset": "\(found.offset)", "epoch": "\(found.epoch)",
                    "expected": "\(found.expected)", "batches": "\(outcome.epochDisagreements.count)",
                ])
        }
    }
}
