import MartletModel
import MartletProtocol

/// Producer ids that one broker may give away, until it asks for more.
package struct ProducerIDBlock: Sendable, Equatable {
    package var first: ProducerID
    package var count: Int32

    package init(first: ProducerID, count: Int32) {
        self.first = first
        self.count = count
    }

    /// The first id after the block.
    package var end: ProducerID { ProducerID(first.rawValue + Int64(count)) }
}

extension Controller {
    static let producerIDBlockSize: Int32 = 1000

    /// The next block. It is the broker's once the record is committed; a block that is lost is never given
    /// again.
    package func allocateProducerIDs(
        to broker: BrokerID, epoch: BrokerEpoch, image: ClusterImage
    ) throws(Refusal) -> Decision<ProducerIDBlock> {
        _ = try registered(broker, epoch, image)
        let block = ProducerIDBlock(first: image.nextProducerID, count: Self.producerIDBlockSize)
        guard block.first.rawValue <= Int64.max - Int64(block.count) else {
            throw Refusal(
                .unknownServerError,
                "Exhausted all producerIds as the current block's end producerId has exceeded long type limit"
            )
        }
        let record = ProducerIdsRecord(
            brokerId: broker, brokerEpoch: epoch, nextProducerId: block.end)
        return Decision(records: [VersionedRecord(.producerIds(record))], reply: block)
    }
}
