import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

extension StorageWorkload {
    // MARK: - Appending

    func append(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        guard let partition = model.partitions[name] else { return }
        let made = ValidatedBatch(trusted: try makeBatch(log))
        guard made.byteCount <= partition.configuration.segmentBytes else { return }
        var placed = made
        placed.header.baseOffset = partition.history.end
        placed.header.partitionLeaderEpoch = partition.leaderEpoch
        update(name) { $0.history.append(RecordBatch(header: placed.header, bytes: placed.bytes)) }
        do {
            let result = try log.append(made, leaderEpoch: partition.leaderEpoch, now: now)
            precondition(
                result.baseOffset == placed.header.baseOffset && !result.isDuplicate,
                "the log and its model count alike")
        } catch {
            update(name) { $0.history.takeBack() }
            throw error
        }
        guard made.header.hasProducer, generator.happens(0.3) else { return }
        let again = try log.append(made, leaderEpoch: partition.leaderEpoch, now: now)
        precondition(again.isDuplicate, "a batch that comes again is known")
    }

    private func makeBatch(_ log: PartitionLog) throws -> RecordBatch {
        var producer = ProducerID.none
        var epoch = ProducerEpoch.none
        var sequence: Int32 = -1
        if generator.happens(0.4) {
            producer = ProducerID(Int64.random(in: 1...3, using: &generator))
            let entry = log.producerState.producers[producer]
            // One of which the log knows nothing any more gets a new epoch, as from InitProducerId.
            if entry == nil || generator.happens(0.05) { nextProducerEpoch += 1 }
            epoch = entry == nil ? ProducerEpoch(nextProducerEpoch) : entry?.epoch ?? .none
            sequence = entry?.batches.last.map { $0.lastSequence + 1 } ?? 0
        }
        let codecs: [Compression] = [.none, .none, .none, .gzip, .snappy, .lz4, .zstd]
        var builder = RecordBatchBuilder(
            compression: codecs.randomElement(using: &generator) ?? .none, producerID: producer,
            producerEpoch: epoch, baseSequence: sequence)
        let isLarge = generator.happens(0.08)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let length =
                isLarge
                ? Int.random(in: 300...4_000, using: &generator)
                : Int.random(in: 0...150, using: &generator)
            written += 1
            builder.append(
                key: ByteBuffer(string: "key \(Int.random(in: 0..<8, using: &generator))"),
                value: generator.happens(0.1) ? nil : value(length),
                timestamp: now + Int64.random(in: -30...30, using: &generator))
        }
        return try builder.build()
    }

    /// Bytes that no other record has, of which most do not compress, or most do.
    private func value(_ length: Int) -> ByteBuffer {
        var value = ByteBuffer(string: "value \(written) ")
        if generator.happens(0.5) {
            value.writeRepeatingByte(UInt8(ascii: "v"), count: max(0, length - value.readableBytes))
        }
        while value.readableBytes < length { value.writeInteger(generator.next()) }
        return value
    }

    func beginEpoch(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        update(name) { $0.leaderEpoch = LeaderEpoch($0.leaderEpoch.rawValue + 1) }
        log.beginLeaderEpoch(model.partitions[name]?.leaderEpoch ?? 0)
    }

    // MARK: - Making durable

    func roll(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        try log.roll(now: now)
    }

    func flushAtOnce(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        guard let flush = log.beginFlush() else { return }
        try flush.run()
        finish(flush, name, log)
    }

    private func finish(_ flush: LogFlush, _ name: TopicPartition, _ log: PartitionLog) {
        log.finishFlush(flush)
        update(name) { $0.history.durableEnd = log.durableEndOffset }
    }

    func beginFlush(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        if let flush = log.beginFlush() { flushes.append(HeldFlush(name: name, flush: flush)) }
    }

    func runFlush(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        guard let index = flushes.indices.randomElement(using: &generator), !flushes[index].hasRun else {
            return
        }
        try flushes[index].flush.run()
        flushes[index].hasRun = true
    }

    func finishFlush(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        guard let index = flushes.firstIndex(where: \.hasRun) else { return }
        let held = flushes.remove(at: index)
        guard let log = process.logs[held.name] else { return }
        finish(held.flush, held.name, log)
    }

    func checkpoint(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        try process.checkpoint()
        for name in model.names {
            update(name) { $0.history.durableStart = $0.history.start }
        }
    }

    // MARK: - Taking away

    func deleteRecords(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        let (start, end) = (log.logStartOffset, log.durableEndOffset)
        guard start < end else { return }
        let target = Offset(Int64.random(in: start.rawValue...end.rawValue, using: &generator))
        update(name) { $0.history.pending = .deletion(upTo: target) }
        _ = try log.deleteRecords(before: target, highWatermark: end)
        settleStart(name, log)
    }

    private func settleStart(_ name: TopicPartition, _ log: PartitionLog) {
        update(name) { partition in
            partition.history.start = log.logStartOffset
            partition.history.pending = .nothing
        }
    }

    func applyRetention(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        let highWatermark = log.durableEndOffset
        update(name) { $0.history.pending = .deletion(upTo: highWatermark) }
        log.configuration.retentionBytes = Int64.random(in: 0...5_000, using: &generator)
        let retired = try log.applyRetention(now: now, highWatermark: highWatermark)
        leftovers += retired.map { .segment($0) }
        settleStart(name, log)
    }

    func removeLeftovers(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        let due = leftovers
        leftovers = []
        for leftover in due {
            switch leftover {
            case .segment(let segment): try segment.remove(fileSystem)
            case .directory(let path): try fileSystem.remove(path)
            }
        }
    }

    /// As a follower does whose leader has another history.
    func truncate(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        let (start, end) = (log.logStartOffset.rawValue, log.logEndOffset.rawValue)
        let target = Offset(Int64.random(in: max(0, start - 3)...end + 3, using: &generator))
        try finishJobs(name, log)
        try process.lowerRecoveryPoint(of: name, to: target)
        let before = log.logStartOffset
        update(name) {
            $0.history.pending =
                target <= before ? .restart(at: target) : .truncation(to: target, from: before)
        }
        let ends = model.partitions[name]?.history.ends(cutAt: target)
        leftovers += try log.truncate(to: target).map { .segment($0) }
        if let ends, !ends.contains(log.logEndOffset) {
            throw StorageViolation(
                checker: "OffsetsHaveNoHoles", partition: "\(name)",
                text: "a truncation to \(target) ends the log at \(log.logEndOffset), not in \(ends)")
        }
        update(name) { $0.history.truncate(to: target, log) }
        try checkpoint(process, name, log)
        update(name) { $0.history.pending = .nothing }
        // Its leader may go on in an epoch that is older than what was cut off.
        if generator.happens(0.5), let epoch = log.latestEpoch { update(name) { $0.leaderEpoch = epoch } }
    }

    /// As a follower does whose leader has nothing of what it has.
    func restart(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        let end = log.logEndOffset.rawValue
        let target = Offset(Int64.random(in: 0...end + 50, using: &generator))
        try finishJobs(name, log)
        try process.lowerRecoveryPoint(of: name, to: 0)
        update(name) { $0.history.pending = .restart(at: target) }
        leftovers += try log.restart(at: target).map { .segment($0) }
        update(name) { $0.history.restart(at: target) }
        try checkpoint(process, name, log)
        update(name) { $0.history.pending = .nothing }
    }

    // MARK: - Metadata

    func configure(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        let segmentBytes = Int64.random(in: 1_200...9_000, using: &generator)
        let interval = Int64.random(in: 0...Self.greatestIndexInterval, using: &generator)
        update(name) { partition in
            partition.configuration.segmentBytes = segmentBytes
            partition.configuration.indexIntervalBytes = interval
        }
        log.configuration = model.partitions[name]?.configuration ?? log.configuration
    }

    /// The topic is deleted, and one of the same name is made at once.
    func recreate(_ process: StorageProcess, _ name: TopicPartition, _ log: PartitionLog) throws {
        try finishJobs(name, log)
        makePartition(name)
        flushes.removeAll { $0.name == name }
        leftovers.append(.directory(try process.delete(name)))
        guard let partition = model.partitions[name] else { return }
        try process.open(name, partition, now: now)
    }
}
