import MartletModel
import MartletRecords
import NIOCore

/// What a partition's own files do not say of it.
package struct PartitionContext: Sendable {
    /// The broker that had it before closed it: nothing is missing or half done.
    package var isClean = false
    package var recoveryPoint: Offset?
    package var logStartOffset: Offset?
    /// Compaction may have taken records out.
    package var mayHaveGaps = true
    /// That of the partition's metadata, where this node leads it.
    package var leaderEpoch: LeaderEpoch?
    package var topicID: TopicID?

    package init() {}
}

/// What there is in a partition's directory.
package struct PartitionSummary: Sendable, Equatable {
    package var segmentCount = 0
    package var batchCount = 0
    package var recordCount = 0
    package var byteCount: Int64 = 0
    /// Where the first segment begins.
    package var firstOffset: Offset = 0
    package var logStartOffset: Offset = 0
    package var logEndOffset: Offset = 0

    package init() {}
}

/// Checks all files of a partition's directory against each other, and changes nothing.
package struct PartitionVerifier {
    /// What a batch's records may inflate to.
    static let decompressionLimit = 1 << 30

    /// What is wrong with a record's content; nil if nothing is.
    package typealias RecordCheck = (Record, RecordBatch) -> String?

    let directory: String
    let fileSystem: any FileSystem
    let context: PartitionContext
    let checkRecord: RecordCheck?

    package var findings = Findings()
    package internal(set) var summary = PartitionSummary()
    /// The files that are no partition's.
    package private(set) var otherNames: [String] = []

    /// Nil when the file cannot be read.
    var epochs: LeaderEpochCache?
    /// What the log's batches say up to where they were read; nil when the beginning is not known.
    var producers: ProducerState?
    var expected: Offset = 0
    /// Where each epoch's first batch begins.
    var epochStarts: [LeaderEpoch: Offset] = [:]
    var snapshots: [Offset] = []
    /// Some batches cannot be told: what else should be said of them is not known to be wrong.
    var hasUnreadable = false

    package init(
        directory: String, fileSystem: any FileSystem, context: PartitionContext,
        checkRecord: RecordCheck? = nil
    ) {
        self.directory = directory
        self.fileSystem = fileSystem
        self.context = context
        self.checkRecord = checkRecord
    }

    package mutating func run() throws(StorageError) {
        let files = try sortFiles()
        verifyPartitionMetadata(isThere: files.names.contains(PartitionMetadata.fileName))
        readEpochs(isThere: files.names.contains(LeaderEpochCache.fileName))
        snapshots = files.offsets(.producerSnapshot)
        let bases = files.offsets(.log)
        summary.segmentCount = bases.count
        let start = bases.first ?? context.logStartOffset ?? 0
        expected = start
        summary.firstOffset = start
        summary.logStartOffset = max(start, context.logStartOffset ?? 0)
        producers = start == 0 ? ProducerState() : nil
        for (index, base) in bases.enumerated() {
            let next = index + 1 < bases.count ? bases[index + 1] : nil
            attempt(recordsSubject, path(.log, base)) { verifier throws(StorageError) in
                try verifier.verifySegment(base, next: next, files: files)
            }
        }
        summary.logEndOffset = expected
        verifySnapshots(upTo: expected)
        for offset in snapshots where offset > expected {
            let path = path(.producerSnapshot, offset)
            findings.add(
                oldSeverity, .producerSnapshot, path, "the log ends before it, at offset \(expected)")
        }
        verifyEpochs()
        for kind in [SegmentFile.offsetIndex, .timeIndex, .transactionIndex] {
            for base in files.offsets(kind) where !bases.contains(base) {
                findings.add(.note, .leftOver, path(kind, base), "its segment is not there")
            }
        }
    }

    /// Damage after a clean stop; after a crash the next start makes it again.
    var oldSeverity: Finding.Severity { context.isClean ? .damage : .note }

    var recordsSubject: Finding.Subject {
        context.topicID == .clusterMetadata ? .metadataRecords : .records
    }

    func path(_ kind: SegmentFile, _ offset: Offset) -> String {
        "\(directory)/\(kind.name(offset))"
    }

    /// A file that cannot be read is a finding, and not the end.
    mutating func attempt(
        _ subject: Finding.Subject, _ path: String,
        _ body: (inout PartitionVerifier) throws(StorageError) -> Void
    ) {
        do throws(StorageError) {
            try body(&self)
        } catch {
            if case .corrupt(_, let position, let reason) = error {
                findings.add(.damage, subject, path, at: position, reason)
            } else {
                findings.add(.damage, subject, path, "\(error)")
            }
        }
    }

    // MARK: - Files

    struct Files {
        var names: Set<String> = []

        func offsets(_ kind: SegmentFile) -> [Offset] {
            names.compactMap { SegmentFile.parse($0) }.filter { $0.file == kind }.map(\.offset).sorted()
        }
    }

    private mutating func sortFiles() throws(StorageError) -> Files {
        var files = Files()
        for entry in try fileSystem.list(directory) {
            let name = entry.name
            let isOwn =
                SegmentFile.parse(name) != nil || name == PartitionMetadata.fileName
                || name == LeaderEpochCache.fileName || name == DoubtMark.fileName
            let suffixes = [
                SegmentFile.deletedSuffix, SegmentFile.cleanedSuffix, SegmentFile.swapSuffix, ".tmp",
            ]
            if entry.isDirectory {
                findings.add(.note, .unknownFile, "\(directory)/\(name)", "a directory is not expected here")
            } else if isOwn {
                files.names.insert(name)
            } else if let suffix = suffixes.first(where: { name.hasSuffix($0) }) {
                findings.add(
                    .note, .leftOver, "\(directory)/\(name)",
                    "a file that is to be removed or to take another's place (\(suffix))")
            } else {
                otherNames.append(name)
            }
        }
        return files
    }

    private mutating func verifyPartitionMetadata(isThere: Bool) {
        let path = "\(directory)/\(PartitionMetadata.fileName)"
        guard isThere else {
            // The metadata log of a new node may have none.
            if context.topicID != .clusterMetadata {
                findings.add(.damage, .partitionMetadata, path, "the file is missing")
            }
            return
        }
        attempt(.partitionMetadata, path) { verifier throws(StorageError) in
            let bytes = try verifier.fileSystem.read(path)
            let found = try PartitionMetadata.decode(bytes, path: path)
            if bytes != PartitionMetadata.encode(found) {
                verifier.findings.add(
                    .damage, .partitionMetadata, path, "it is not in the form in which it is written")
            }
            if let expected = verifier.context.topicID, expected != found {
                verifier.findings.add(
                    .damage, .partitionMetadata, path,
                    "topic_id is \(found), but the cluster's metadata say \(expected)")
            }
        }
    }
}
