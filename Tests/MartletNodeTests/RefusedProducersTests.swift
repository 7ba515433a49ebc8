import MartletModel
import MartletRecords
import Testing

@testable import MartletNode

@Suite struct RefusedProducersTests {
    private let partition = PartitionKey(topicID: .clusterMetadata, partition: 3)
    private var refused = RefusedProducers<PartitionKey>()

    private func header(
        _ sequence: Int32, producer: ProducerID = 7, epoch: ProducerEpoch = 0
    ) -> BatchHeader {
        var header = BatchHeader()
        header.producerID = producer
        header.producerEpoch = epoch
        header.baseSequence = sequence
        return header
    }

    @Test mutating func `the earliest of what was refused has to come first`() {
        for sequence in [5, 0, 9] as [Int32] { refused.refused(header(sequence), in: partition, now: .zero) }
        #expect(refused.missing(before: header(5), in: partition, now: .zero) == 0)
        #expect(refused.missing(before: header(0), in: partition, now: .zero) == nil)
        // It has come.
        #expect(refused.missing(before: header(5), in: partition, now: .zero) == nil)
    }

    @Test mutating func `others have nothing to wait for`() {
        refused.refused(header(0), in: partition, now: .zero)
        #expect(refused.missing(before: header(5, producer: 8), in: partition, now: .zero) == nil)
        let other = PartitionKey(topicID: .clusterMetadata, partition: 4)
        #expect(refused.missing(before: header(5), in: other, now: .zero) == nil)
        #expect(refused.missing(before: header(5), in: partition, now: .zero) == 0)
    }

    @Test mutating func `a producer that has begun another epoch has nothing to wait for`() {
        refused.refused(header(0), in: partition, now: .zero)
        #expect(refused.missing(before: header(5, epoch: 1), in: partition, now: .zero) == nil)
    }

    @Test mutating func `what was refused is forgotten in time`() {
        refused.refused(header(0), in: partition, now: .seconds(1))
        let memory = RefusedProducers<PartitionKey>.memory
        #expect(refused.missing(before: header(5), in: partition, now: memory) == 0)
        #expect(refused.missing(before: header(5), in: partition, now: .seconds(1) + memory * 3) == nil)
    }

    @Test mutating func `no more is remembered than is allowed`() {
        for producer in 0...Int64(RefusedProducers<PartitionKey>.limit) {
            refused.refused(header(0, producer: ProducerID(producer)), in: partition, now: .zero)
        }
        #expect(refused.missing(before: header(1, producer: 0), in: partition, now: .zero) == nil)
        let last = ProducerID(Int64(RefusedProducers<PartitionKey>.limit))
        #expect(refused.missing(before: header(1, producer: last), in: partition, now: .zero) == 0)
    }

    @Test func `what follows a batch that came before its topic waits for it`() throws {
        let node = try SimulatedNode()
        let client = node.connect()
        func produce(_ value: String, sequence: Int32) throws -> ErrorCode {
            var request = try client.produceRequest([value], to: "orders")
            request.topicData[0].partitionData[0].records = .bytes(
                try makeBatch([value], producer: 7, sequence: sequence))
            return try client.ask(request, version: 12).responses[0].partitionResponses[0].errorCode
        }
        #expect(try produce("a", sequence: 0) == .unknownTopicOrPartition)
        #expect(try client.createTopic("orders") == ErrorCode.none)
        #expect(try produce("b", sequence: 1) == .outOfOrderSequenceNumber)
        #expect(try produce("a", sequence: 0) == .none)
        #expect(try produce("b", sequence: 1) == .none)
        #expect(try client.values(client.fetch("orders", from: 0)) == ["a", "b"])
    }
}
