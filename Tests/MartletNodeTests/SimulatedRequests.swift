import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore

@testable import MartletNode

/// One batch of records with these values.
func makeBatch(
    _ values: [String], timestamp: Timestamp = 1_700_000_000_000, producer: ProducerID = .none,
    sequence: Int32 = -1
) throws -> ByteBuffer {
    var builder = RecordBatchBuilder(
        producerID: producer, producerEpoch: producer == .none ? .none : 0, baseSequence: sequence)
    for value in values {
        builder.append(key: nil, value: ByteBuffer(string: value), timestamp: timestamp)
    }
    return try builder.build().bytes
}

/// The values of whole batches.
func recordValues(in bytes: ByteBuffer) throws -> [String] {
    var values: [String] = []
    var batches = RecordBatches(bytes)
    while let batch = try batches.next() {
        var records = try batch.records(decompressionLimit: 1 << 20)
        while let record = try records.next() {
            values.append(String(buffer: record.value ?? ByteBuffer()))
        }
    }
    return values
}

/// What tests ask again and again.
extension SimulatedClient {
    func createTopic(
        _ name: String, partitions: Int32 = 1, configs: [String: String] = [:]
    ) throws -> ErrorCode? {
        let request = CreateTopicsRequest(topics: [
            .init(
                name: name, numPartitions: partitions, replicationFactor: 1,
                configs: configs.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
        ])
        return try ask(request, version: 7).topics.first?.errorCode
    }

    func deleteTopic(_ name: String) throws -> ErrorCode? {
        try ask(DeleteTopicsRequest(topics: [.init(name: name)]), version: 6).responses.first?.errorCode
    }

    func produceRequest(
        _ values: [String], to topic: String, partition: PartitionIndex = 0, acks: Int16 = -1,
        timestamp: Timestamp = 1_700_000_000_000
    ) throws -> ProduceRequest {
        let records = RecordBytes.bytes(try makeBatch(values, timestamp: timestamp))
        return ProduceRequest(
            acks: acks, timeoutMs: 30_000,
            topicData: [.init(name: topic, partitionData: [.init(index: partition, records: records)])])
    }

    @discardableResult
    func produce(
        _ values: [String], to topic: String, partition: PartitionIndex = 0, acks: Int16 = -1,
        timestamp: Timestamp = 1_700_000_000_000
    ) throws -> ProduceResponse.PartitionProduceResponse {
        let request = try produceRequest(
            values, to: topic, partition: partition, acks: acks, timestamp: timestamp)
        return try ask(request, version: 12).responses[0].partitionResponses[0]
    }

    func fetchRequest(
        _ topic: String, from offset: Offset, partition: PartitionIndex = 0, maxWait: Int32 = 0,
        minBytes: Int32 = 1, maxBytes: Int32 = 1 << 20, lastFetchedEpoch: LeaderEpoch = .none,
        isolationLevel: Int8 = 0
    ) -> FetchRequest {
        FetchRequest(
            maxWaitMs: maxWait, minBytes: minBytes, maxBytes: maxBytes, isolationLevel: isolationLevel,
            topics: [
                .init(
                    topic: topic,
                    partitions: [
                        .init(
                            partition: partition, fetchOffset: offset, lastFetchedEpoch: lastFetchedEpoch,
                            partitionMaxBytes: 1 << 20)
                    ])
            ])
    }

    func fetch(
        _ topic: String, from offset: Offset, partition: PartitionIndex = 0
    ) throws -> FetchResponse.PartitionData {
        try ask(fetchRequest(topic, from: offset, partition: partition), version: 12).responses[0]
            .partitions[0]
    }

    /// The offset and the error for a timestamp, or for one of the special values.
    func listOffset(
        _ topic: String, timestamp: Int64, partition: PartitionIndex = 0, version: Int16 = 11,
        isolationLevel: Int8 = 0
    ) throws -> ListOffsetsResponse.ListOffsetsPartitionResponse {
        let request = ListOffsetsRequest(
            replicaId: -1, isolationLevel: isolationLevel,
            topics: [
                .init(name: topic, partitions: [.init(partitionIndex: partition, timestamp: timestamp)])
            ])
        return try ask(request, version: version).topics[0].partitions[0]
    }

    func deleteRecords(
        _ topic: String, before offset: Offset, partition: PartitionIndex = 0
    ) throws -> DeleteRecordsResponse.DeleteRecordsPartitionResult {
        let request = DeleteRecordsRequest(
            topics: [.init(name: topic, partitions: [.init(partitionIndex: partition, offset: offset)])],
            timeoutMs: 1_000)
        return try ask(request, version: 2).topics[0].partitions[0]
    }

    /// Sets configurations of a topic, or of the broker.
    func alter(topic: String? = nil, _ configs: [String: String]) throws -> ErrorCode? {
        let request = IncrementalAlterConfigsRequest(resources: [
            .init(
                resourceType: topic == nil ? 4 : 2, resourceName: topic ?? "",
                configs: configs.sorted { $0.key < $1.key }.map {
                    .init(name: $0.key, configOperation: 0, value: $0.value)
                })
        ])
        return try ask(request, version: 1).responses.first?.errorCode
    }

    /// The values in a fetched partition.
    func values(_ data: FetchResponse.PartitionData) throws -> [String] {
        guard case .bytes(let bytes)? = data.records else { return [] }
        return try recordValues(in: bytes)
    }
}
