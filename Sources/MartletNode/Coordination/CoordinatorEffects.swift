import DequeModule
import Logging
import MartletCoordination
import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage

/// What a coordinator wants done.
extension Shard {
    /// Tells the coordinator, and does what comes of it, in order, also when one thing leads to others.
    func step(_ partition: CoordinatedPartition, _ input: GroupCoordinator.Input) {
        take(partition, input)
        guard !partition.isPerforming else { return }
        partition.isPerforming = true
        while let effect = partition.outputs.popFirst() {
            switch effect {
            case .answer(let call, let reply): partition.calls.removeValue(forKey: call)?(self, reply)
            case .append(let id, let records):
                take(partition, append(records, of: partition).input(of: id))
            }
        }
        partition.isPerforming = false
        rearm(partition)
    }

    private func take(_ partition: CoordinatedPartition, _ input: GroupCoordinator.Input) {
        let moment = Moment(uptime: environment.clock.uptime(), time: environment.clock.now())
        partition.outputs.append(contentsOf: partition.coordinator?.step(input, at: moment) ?? [])
    }

    /// The coordinator's one timer.
    func rearm(_ partition: CoordinatedPartition) {
        guard let due = partition.coordinator?.nextDeadline, coordinators[partition.key] === partition else {
            return
        }
        // One that comes too early only looks again.
        if let timer = partition.timer, timer.due <= due { return }
        partition.timer?.work.cancel()
        let now = environment.clock.uptime()
        let (key, id) = (partition.key, partition.id)
        let work = loop.schedule(after: max(.zero, due - now)) {
            self.assumeIsolated { shard in
                guard let partition = shard.coordinated(key, id) else { return }
                partition.timer = nil
                if partition.state == .active { shard.step(partition, .ticked) }
            }
        }
        partition.timer = (due, work)
    }

    // MARK: - Writing

    private enum Written {
        case upTo(Offset)
        case refused(ErrorCode)

        func input(of id: WriteID) -> GroupCoordinator.Input {
            switch self {
            case .upTo(let end): .appended(id, upTo: end)
            case .refused(let code): .refused(id, code)
            }
        }
    }

    /// Appends the records as one batch, as a producer with `acks=all` would. They are in the page cache when
    /// this returns, and durable when they are committed.
    private func append(_ records: [GroupRecord], of partition: CoordinatedPartition) -> Written {
        guard case .ready(let replica)? = partitions[partition.key],
            coordinators[partition.key] === partition
        else { return .refused(.notLeaderOrFollower) }
        if let refusal = replica.role.refusal(ofProduceWith: -1) { return .refused(refusal) }
        let now = environment.clock.now()
        let batch: RecordBatch
        do {
            batch = try RecordBatch(records, compression: settings.groupsCompression, at: now)
        } catch {
            logger.error(
                "A group's records cannot be written",
                metadata: ["partition": "\(replica.name)", "error": "\(error)"])
            return .refused(.unknownServerError)
        }
        let (result, end) = append(ValidatedBatch(trusted: batch), to: replica, now: now)
        return end.map { .upTo($0) } ?? .refused(result.errorCode)
    }
}

extension RecordBatch {
    fileprivate init(_ records: [GroupRecord], compression: Compression, at time: Timestamp) throws {
        var builder = RecordBatchBuilder(compression: compression)
        for (index, record) in records.enumerated() {
            let (key, value) = try record.encoded()
            builder.append(key: key, value: value, timestamp: time, offset: Offset(Int64(index)))
        }
        self = try builder.build()
    }
}
