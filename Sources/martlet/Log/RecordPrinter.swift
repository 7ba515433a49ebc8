import MartletClient
import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore

/// Prints the records of a segment as JSON lines: those of topics as `martlet consume --format json` does,
/// those of the cluster's metadata and control records with what they say.
struct RecordPrinter {
    private static let decompressionLimit = 1 << 30

    private let partition: TopicPartition
    private let isMetadata: Bool

    init(path: String) {
        let parts = path.split(separator: "/")
        let directory = parts.count > 1 ? String(parts[parts.count - 2]) : ""
        partition =
            PartitionDirectoryName(parsing: directory)?.topicPartition
            ?? TopicPartition(topic: directory, partition: 0)
        // Snapshots of metadata lie beside their log, and the first of all in the log directory.
        isMetadata = partition == .clusterMetadata || parts.last?.contains(".checkpoint") == true
    }

    func print(_ batch: RecordBatch, to output: inout StandardOutput) throws {
        var records = try batch.records(decompressionLimit: Self.decompressionLimit)
        while let record = try records.next() {
            if batch.header.isControl {
                output.buffer.writeImmutableBuffer(try control(record))
            } else if isMetadata {
                output.buffer.writeImmutableBuffer(metadata(record))
            } else {
                output.buffer.writeImmutableBuffer(
                    MessageWriter.json(
                        ConsumerRecord(
                            partition: partition, offset: record.offset, timestamp: record.timestamp,
                            key: record.key, value: record.value,
                            headers: record.headers.map { Header(name: $0.key, value: $0.value) })))
            }
            output.buffer.writeString("\n")
        }
    }

    private func metadata(_ record: Record) -> ByteBuffer {
        var json = JSONText()
        json.object { json in
            json.number("offset", record.offset.rawValue)
            json.number("timestamp", record.timestamp.rawValue)
            do {
                let value = try MetadataRecordValue.decode(record.value ?? ByteBuffer())
                json.string("type", String(describing: type(of: value.record)))
                json.string("record", "\(value.record)")
            } catch {
                json.string("undecodable", "\(error)")
                json.data("value", record.value)
            }
        }
        return json.bytes
    }

    private func control(_ record: Record) throws -> ByteBuffer {
        let control = try ControlRecord(record)
        var json = JSONText()
        json.object { json in
            json.number("offset", record.offset.rawValue)
            json.number("timestamp", record.timestamp.rawValue)
            json.string("control", Self.names[control.type] ?? "type \(control.type.rawValue)")
            json.data("value", control.value)
            if let record = try? quorumRecord(control) { json.string("record", "\(record)") }
        }
        return json.bytes
    }

    /// What a control record of the cluster's metadata says; nil for others.
    private func quorumRecord(_ control: ControlRecord) throws(DecodeError) -> (any Message)? {
        let value = control.value ?? ByteBuffer()
        return switch control.type {
        case .leaderChange: try LeaderChangeMessage.decodeControlValue(value)
        case .snapshotHeader: try SnapshotHeaderRecord.decodeControlValue(value)
        case .kraftVersion: try KRaftVersionRecord.decodeControlValue(value)
        case .kraftVoters: try VotersRecord.decodeControlValue(value)
        default: nil
        }
    }

    private static let names: [MartletRecords.ControlRecordType: String] = [
        .abort: "abort", .commit: "commit", .leaderChange: "leader change",
        .snapshotHeader: "snapshot header", .snapshotFooter: "snapshot footer",
        .kraftVersion: "kraft version", .kraftVoters: "kraft voters",
    ]
}
