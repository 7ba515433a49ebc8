import MartletModel
import MartletRecords
import NIOCore

/// The checksums of a log directory's small text files, which have none of their own. Written at a clean stop
/// after everything else, and gone at the next start; Kafka takes no notice of the file.
///
/// A file that was written after it is not what was summed up: another broker has been at work since.
package enum DirectoryChecksums {
    package static let fileName = "martlet.checksums"

    /// By their paths in the log directory.
    private static let names: [String] =
        [MetaProperties.fileName, CleanShutdown.fileName] + OffsetCheckpoint.allCases.map(\.fileName)
        + ["quorum-state", LeaderEpochCache.fileName, PartitionMetadata.fileName].map {
            "\(TopicPartition.clusterMetadata)/\($0)"
        }

    /// Sums up the files that are there. Durable when it returns.
    static func write(in directory: String, fileSystem: any FileSystem) throws(StorageError) {
        var sums: [(name: String, checksum: UInt32)] = []
        for name in names {
            guard let bytes = try fileSystem.readIfThere("\(directory)/\(name)") else { continue }
            sums.append((name, CRC32C.checksum(bytes)))
        }
        try fileSystem.replace("\(directory)/\(fileName)", with: encode(sums))
    }

    /// Holds the files against their checksums, as far as there are any.
    package static func verify(
        _ directory: String, fileSystem: any FileSystem, findings: inout Findings
    ) throws(StorageError) {
        let path = "\(directory)/\(fileName)"
        guard let bytes = try fileSystem.readIfThere(path),
            let time = try fileSystem.attributes(path)?.modifiedAtMilliseconds
        else { return }
        guard let sums = decode(bytes) else {
            findings.add(.damage, .checksums, path, "it does not fit its own checksum")
            return
        }
        for (name, checksum) in sums {
            let path = "\(directory)/\(name)"
            guard let bytes = try fileSystem.readIfThere(path) else {
                findings.add(.note, subject(of: name), path, "it has gone since the last clean stop")
                continue
            }
            if CRC32C.checksum(bytes) == checksum { continue }
            if let changed = try fileSystem.attributes(path)?.modifiedAtMilliseconds, changed > time {
                findings.add(.note, subject(of: name), path, "it was written since Martlet's last clean stop")
            } else {
                findings.add(
                    .damage, subject(of: name), path, "it is not what was there at the last clean stop")
            }
        }
    }

    private static func subject(of name: String) -> Finding.Subject {
        if let checkpoint = OffsetCheckpoint(rawValue: name) { return checkpoint.subject }
        if name.hasSuffix("quorum-state") { return .quorumState }
        if name.hasSuffix(LeaderEpochCache.fileName) { return .leaderEpochs }
        if name.hasSuffix(PartitionMetadata.fileName) { return .partitionMetadata }
        return name == CleanShutdown.fileName ? .cleanShutdown : .metaProperties
    }

    // MARK: - Bytes

    private static func encode(_ sums: [(name: String, checksum: UInt32)]) -> ByteBuffer {
        var buffer = ByteBuffer()
        for (name, checksum) in sums { buffer.writeString("\(hex(checksum)) \(name)\n") }
        let own = CRC32C.checksum(buffer)
        buffer.writeString("\(hex(own))\n")
        return buffer
    }

    private static func decode(_ bytes: ByteBuffer) -> [(name: String, checksum: UInt32)]? {
        var sums: [(name: String, checksum: UInt32)] = []
        for line in String(buffer: bytes).split(separator: "\n").dropLast() {
            let fields = line.split(separator: " ", maxSplits: 1)
            guard fields.count == 2, let checksum = UInt32(fields[0], radix: 16) else { return nil }
            sums.append((String(fields[1]), checksum))
        }
        return encode(sums) == bytes ? sums : nil
    }

    private static func hex(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}

extension OffsetCheckpoint {
    package var subject: Finding.Subject {
        switch self {
        case .recoveryPoint: .recoveryPoint
        case .logStart: .logStart
        case .highWatermark: .highWatermark
        case .cleaner: .cleaner
        }
    }
}
