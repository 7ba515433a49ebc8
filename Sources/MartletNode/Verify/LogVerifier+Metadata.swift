import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletRecords
import MartletStorage
import NIOCore

extension LogVerifier {
    /// The metadata log and what lies beside it. Makes the image of the cluster as the log tells it.
    mutating func verifyMetadata(of directory: DirectoryFacts) throws(StorageError) {
        let path = directory.metadataPath
        var context = PartitionContext()
        context.isClean = directory.isClean
        context.mayHaveGaps = false
        context.topicID = .clusterMetadata
        let replay = try startOfReplay(path)
        var verifier = PartitionVerifier(directory: path, fileSystem: fileSystem, context: context) {
            record, batch in
            replay.take(record, batch)
        }
        try verifier.run()
        for name in verifier.otherNames {
            if name == QuorumState.fileName || name == DurableMark.fileName { continue }
            if let snapshot = SnapshotID(fileName: name) {
                try verifySnapshot("\(path)/\(name)", epoch: snapshot.epoch, .metadataSnapshot)
            } else {
                verifier.findings.add(.note, .unknownFile, "\(path)/\(name)", "a broker does not know it")
            }
        }
        try verifyMark(path, logEnd: verifier.summary.logEndOffset, isClean: directory.isClean)
        take(verifier, path)
        if !verifier.findings.hasDamage { image = replay.image }
        verifyQuorumState(directory, latestEpoch: replay.latestEpoch)
    }

    /// How far the log was on disk. A crash may leave nothing of it.
    private mutating func verifyMark(
        _ path: String, logEnd: Offset, isClean: Bool
    ) throws(StorageError) {
        let file = "\(path)/\(DurableMark.fileName)"
        guard let text = try fileSystem.readIfThere(file) else { return }
        guard let mark = DurableMark.decode(text) else {
            findings.add(
                isClean ? .damage : .note, .recoveryPoint, file, "it is not an offset with its checksum")
            return
        }
        if mark > logEnd {
            findings.add(
                .damage, .recoveryPoint, file, "the log was on disk up to \(mark), and ends at \(logEnd)")
        }
    }

    private mutating func verifyQuorumState(_ directory: DirectoryFacts, latestEpoch: LeaderEpoch) {
        let path = "\(directory.metadataPath)/\(QuorumState.fileName)"
        var state: QuorumState?
        attempt(.quorumState, path) { fileSystem throws(StorageError) in
            let bytes = try fileSystem.read(path)
            let found = try QuorumState(decoding: bytes, path: path)
            state = found
        }
        guard let state else { return }
        if state.epoch < latestEpoch {
            findings.add(
                .damage, .quorumState, path,
                "leaderEpoch is \(state.epoch), but the metadata log has batches of epoch \(latestEpoch)")
        }
        if case .fixed(let voters) = state.voters {
            if let leader = state.leader, !voters.contains(leader) {
                findings.add(.damage, .quorumState, path, "leaderId \(leader) is none of the voters")
            }
            if let node = directory.properties?.nodeID, !voters.isEmpty, !voters.contains(node) {
                findings.add(.note, .quorumState, path, "node \(node) is none of the voters")
            }
        }
    }

    /// The newest snapshot, where the log does not begin with the first record.
    private func startOfReplay(_ path: String) throws(StorageError) -> MetadataReplay {
        let names = try fileSystem.list(path).map(\.name)
        let base =
            names.compactMap { SegmentFile.parse($0) }.filter { $0.file == .log }.map(\.offset).min() ?? 0
        let replay = MetadataReplay()
        guard base > 0 else { return replay }
        guard let newest = names.compactMap({ SnapshotID(fileName: $0) }).max() else { return replay }
        let bytes = try fileSystem.read("\(path)/\(newest.fileName)")
        var batches = RecordBatches(bytes)
        while let batch = try? batches.next() {
            guard var records = try? batch.records(decompressionLimit: 1 << 30) else { break }
            while let record = try? records.next() { _ = replay.take(record, batch) }
        }
        replay.skip(below: newest.endOffset)
        return replay
    }

    /// A file of metadata records between a header and a footer.
    mutating func verifySnapshot(
        _ path: String, epoch: LeaderEpoch, _ subject: Finding.Subject
    ) throws(StorageError) {
        let file = try fileSystem.open(path, .read)
        var epochs = LeaderEpochCache()
        _ = epochs.assign(epoch, at: 0)
        let frame = SegmentFrame(baseOffset: 0, nextOffset: SegmentFile.greatestOffset, epochs: epochs)
        let end = try file.byteCount()
        var check = SegmentCheck(file, upTo: end, frame: frame)
        var expected: Offset = 0
        var control: [MartletRecords.ControlRecordType] = []
        walking: while true {
            switch try check.next() {
            case .end: break walking
            case .damage(let range):
                findings.add(.damage, subject, path, at: range.position, range.reason)
                expected = range.offsets.upperBound
            case .otherEpoch(let batch, _):
                let found = batch.header.partitionLeaderEpoch
                findings.add(
                    .damage, subject, path, at: batch.position, "leader epoch \(found) instead of \(epoch)")
                expected = batch.header.nextOffset
            case .batch(let batch):
                if batch.header.baseOffset != expected || batch.header.partitionLeaderEpoch != epoch {
                    findings.add(
                        .damage, subject, path, at: batch.position,
                        "offset \(batch.header.baseOffset), epoch \(batch.header.partitionLeaderEpoch), not "
                            + "\(expected), \(epoch)")
                }
                expected = batch.header.nextOffset
                let whole = try SegmentScanner(file, upTo: end).read(batch)
                if let fault = Self.fault(ofSnapshot: whole, &control) {
                    findings.add(.damage, subject, path, at: batch.position, fault)
                }
            }
        }
        if control.first != .snapshotHeader || control.last != .snapshotFooter {
            findings.add(.damage, subject, path, "it does not begin with a header and end with a footer")
        }
    }

    private static func fault(
        ofSnapshot batch: RecordBatch, _ control: inout [MartletRecords.ControlRecordType]
    ) -> String? {
        do {
            if batch.header.isControl { _ = try QuorumRecords(of: batch) }
            var records = try batch.records(decompressionLimit: 1 << 30)
            while let record = try records.next() {
                if batch.header.isControl {
                    control.append(try ControlRecord(record).type)
                } else {
                    _ = try MetadataRecordValue.decode(record.value ?? ByteBuffer())
                }
            }
            return nil
        } catch {
            return "\(error)"
        }
    }
}

/// Applies the records of the metadata log to an image as they are met.
final class MetadataReplay {
    private(set) var image = ClusterImage()
    private(set) var latestEpoch = LeaderEpoch.none
    private var start: Offset = 0

    func skip(below offset: Offset) {
        start = offset
    }

    /// What is wrong with the record; nil if nothing is.
    func take(_ record: Record, _ batch: RecordBatch) -> String? {
        latestEpoch = max(latestEpoch, batch.header.partitionLeaderEpoch)
        if batch.header.isControl { return nil }
        do {
            let value = try MetadataRecordValue.decode(record.value ?? ByteBuffer())
            guard record.offset >= start else { return nil }
            try image.apply(value)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
