import MartletModel
import NIOCore

/// Kafka's checkpoint files with an offset for each partition.
package enum OffsetCheckpoint: String, Sendable, CaseIterable {
    /// Everything below is known to be on disk.
    case recoveryPoint = "recovery-point-offset-checkpoint"
    /// Where a log starts, if that is not the base of its first segment.
    case logStart = "log-start-offset-checkpoint"
    case highWatermark = "replication-offset-checkpoint"
    /// From where a compacted log has not been cleaned.
    case cleaner = "cleaner-offset-checkpoint"

    package var fileName: String { rawValue }

    package static func encode(_ offsets: [TopicPartition: Offset]) -> ByteBuffer {
        CheckpointText.encode(
            offsets.sorted { $0.key < $1.key }.map { "\($0.key.topic) \($0.key.partition) \($0.value)" })
    }

    package static func decode(
        _ bytes: ByteBuffer, path: String
    ) throws(StorageError) -> [TopicPartition: Offset] {
        var offsets: [TopicPartition: Offset] = [:]
        for (line, fields) in try CheckpointText.decode(bytes, path: path).enumerated() {
            guard fields.count == 3, let partition = Int32(fields[1]), let offset = Int64(fields[2]),
                partition >= 0, offset <= SegmentFile.greatestOffset.rawValue
            else { throw CheckpointText.malformed(path, line: line + 3) }
            offsets[TopicPartition(topic: String(fields[0]), partition: PartitionIndex(partition))] = Offset(
                offset)
        }
        return offsets
    }
}
