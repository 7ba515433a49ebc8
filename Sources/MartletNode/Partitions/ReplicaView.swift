import MartletModel
import MartletReplication
import MartletStorage
import NIOCore

/// A replica as it is at this moment, for somebody who looks on from outside and changes nothing.
package struct ReplicaView: Sendable, Equatable {
    package enum Role: Sendable, Equatable {
        case none, follower
        /// To lead, as soon as it knows that its log has all that there is.
        case inDoubt
        /// With those who are in sync, as far as the leader knows.
        case leader(isr: [BrokerID])
    }

    package var key: PartitionKey
    package var name: TopicPartition
    package var role: Role
    package var leaderEpoch: LeaderEpoch
    package var logStartOffset: Offset
    package var logEndOffset: Offset
    /// Everything below is on disk.
    package var durableEndOffset: Offset
    package var highWatermark: Offset
    /// The first records that nobody is given, as they are corrupt on the disk.
    package var corruptOffsets: Range<Offset>?

    init(_ replica: PartitionReplica) {
        key = replica.key
        name = replica.name
        leaderEpoch = replica.leaderEpoch
        logStartOffset = replica.log.logStartOffset
        logEndOffset = replica.log.logEndOffset
        durableEndOffset = replica.log.durableEndOffset
        highWatermark = replica.highWatermark
        corruptOffsets = replica.log.firstCorruptRange?.offsets
        role =
            switch replica.role {
            case .none: .none
            case .follower: .follower
            case .inDoubt: .inDoubt
            case .leader(let leader): .leader(isr: leader.replicas.isr)
            }
    }
}

extension Shard {
    /// Of the partitions that are in service here, in the order of their names.
    package var replicaViews: [ReplicaView] { readyReplicas().map { ReplicaView($0) } }

    /// The batches that a replica's log holds from an offset on, as far as one segment has them. Nil: none.
    /// May wait for the disk.
    package func batches(
        of key: PartitionKey, from offset: Offset, upTo end: Offset
    ) throws(ReadError) -> ByteBuffer? {
        guard case .ready(let replica)? = partitions[key],
            let slice = try replica.log.read(from: offset, upTo: end, maxBytes: 1 << 20, minOneBatch: true)
        else { return nil }
        do throws(StorageError) {
            return try slice.read()
        } catch {
            throw .storage(error)
        }
    }
}
