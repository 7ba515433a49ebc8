import MartletModel
import MartletStorage

/// An append that waits for what the partition's log has to read first, or for a file.
struct WaitingAppend: Sendable {
    var item: ProduceItem
    var terms: ProduceTerms
}

/// The first append to a log that was closed looks at the last batches. They may not be in memory, and the
/// loop must not wait for the disk: a storage thread reads them before.
extension Shard {
    /// Whether appends to the partition have to wait.
    func isTailMissing(of replica: PartitionReplica) -> Bool {
        switch replica.tail {
        case .known: return false
        case .underWay: return true
        case .unknown:
            guard let read = replica.log.planTailRead() else {
                replica.tail = .known
                return false
            }
            replica.tail = .underWay
            let (id, key) = (beginJob(on: replica), replica.key)
            environment.storageThreads.run {
                let tail = read.run()
                self.run { $0.tailWasRead(key, id, tail) }
            }
            return true
        }
    }

    private func tailWasRead(_ key: PartitionKey, _ job: UInt64, _ tail: ReadTail?) {
        // Whoever closes the log waits for the job, and thereby for these appends.
        defer { endJob(job) }
        // Those who waited for a partition that is out of service were told so then.
        guard case .ready(let replica)? = partitions[key] else { return }
        replica.tail = .known
        if let tail { finish(tail, of: replica) }
        appendWaitingBatches(to: replica)
        resumeWaitingAppends(to: replica)
        activate(replica)
    }

    private func finish(_ tail: ReadTail, of replica: PartitionReplica) {
        do throws(StorageError) {
            guard let fault = try replica.log.finishTailRead(tail) else { return }
            logger.warning(
                "An index was damaged, and was made again from the log",
                metadata: [
                    "partition": "\(replica.name)", "file": "\(fault.path)",
                    "position": "\(fault.position)", "reason": "\(fault.reason)",
                ])
        } catch {
            // The first append meets it again, if it lasts.
            report(error, on: replica, doing: "read the end")
        }
    }

    /// Appends what has waited, in its order; what has to wait again does.
    func resumeWaitingAppends(to replica: PartitionReplica) {
        let waiting = replica.waitingAppends
        replica.waitingAppends = []
        for one in waiting {
            let done = append([one.item], on: one.terms)
            if !done.isEmpty { hop(to: one.terms.home) { $0.produced(one.terms.id, done) } }
        }
    }

    /// The partition goes out of service: nothing will be appended.
    func refuseWaitingAppends(to replica: PartitionReplica, _ errorCode: ErrorCode) {
        let waiting = replica.waitingAppends
        replica.waitingAppends = []
        for one in waiting {
            let result = refuse(one.item, errorCode)
            hop(to: one.terms.home) { $0.produced(one.terms.id, [(one.item.slot, result)]) }
        }
    }
}
