import MartletClient
import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore

/// What the broker answered instead of what was asked.
struct BenchError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Memory that holds a whole request and does not move.
final class RequestBytes {
    let bytes: UnsafeMutableRawBufferPointer

    init(_ parts: [ByteBuffer]) {
        bytes = .allocate(byteCount: parts.reduce(0) { $0 + $1.readableBytes }, alignment: 16)
        var position = 0
        for part in parts {
            part.withUnsafeReadableBytes { source in
                UnsafeMutableRawBufferPointer(rebasing: bytes[position...]).copyMemory(from: source)
            }
            position += part.readableBytes
        }
    }

    deinit {
        bytes.deallocate()
    }

    /// The correlation id stands behind size, key and version.
    func with(correlationID: Int32) -> UnsafeRawBufferPointer {
        withUnsafeBytes(of: correlationID.bigEndian) { id in
            UnsafeMutableRawBufferPointer(rebasing: bytes[8..<12]).copyMemory(from: id)
        }
        return UnsafeRawBufferPointer(bytes)
    }
}

/// A batch of records of one size, ready to be sent.
struct BatchTemplate {
    let bytes: ByteBuffer
    let recordCount: Int
    /// Of the records' values.
    let valueBytes: Int

    /// As many records as fit into `batchBytes`, at least one. Values are random letters.
    static func make(recordBytes: Int, batchBytes: Int, seed: UInt64) throws -> BatchTemplate {
        var random = SplitMix64(state: seed)
        var builder = RecordBatchBuilder(expectedByteCount: batchBytes)
        var count = 0
        repeat {
            var value = ByteBufferAllocator().buffer(capacity: recordBytes)
            while value.readableBytes < recordBytes {
                // Bytes that a codec can do something with, but not much.
                let letters = random.next() & 0x0F0F_0F0F_0F0F_0F0F | 0x6060_6060_6060_6060
                value.writeInteger(letters)
            }
            value.moveWriterIndex(to: recordBytes)
            builder.append(key: nil, value: value, timestamp: .now)
            count += 1
        } while builder.estimatedByteCount + recordBytes + 32 <= batchBytes
        return BatchTemplate(
            bytes: try builder.build().bytes, recordCount: count, valueBytes: count * recordBytes)
    }
}

/// SplitMix64: what is sent is the same each time.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Produce requests of one batch each, made once and sent over and over.
struct ProduceLoad: Load {
    /// The last version that names topics, so that no id need be known.
    static let version: Int16 = 12

    private let requests: [RequestBytes]
    let template: BatchTemplate
    private var turn = 0

    init(_ partition: TopicPartition, acks: Int16, recordBytes: Int, batchBytes: Int) throws {
        template = try BatchTemplate.make(recordBytes: recordBytes, batchBytes: batchBytes, seed: 1)
        let others = try (2...3).map {
            try BatchTemplate.make(recordBytes: recordBytes, batchBytes: batchBytes, seed: $0)
        }
        requests = try ([template] + others).map { template in
            let request = ProduceRequest(
                acks: acks, timeoutMs: 30_000,
                topicData: [
                    .init(
                        name: partition.topic,
                        partitionData: [.init(index: partition.partition, records: .bytes(template.bytes))])
                ])
            let frame = try encodeRequestFrame(
                request, version: Self.version, correlationID: 0, clientID: "martlet-bench")
            return RequestBytes([frame.buffer])
        }
    }

    mutating func next(correlationID: Int32) -> UnsafeRawBufferPointer? {
        turn = (turn + 1) % requests.count
        return requests[turn].with(correlationID: correlationID)
    }

    mutating func answered(_ response: ByteBuffer) throws -> Int {
        var reader = ProtocolReader(response)
        _ = try ResponseHeader.decode(from: &reader, apiKey: .produce, version: Self.version)
        let answer = try ProduceResponse(from: &reader, version: Self.version)
        guard let partition = answer.responses.first?.partitionResponses.first else {
            throw BenchError("the broker's answer to Produce is empty")
        }
        guard partition.errorCode == .none else {
            throw BenchError(
                "the broker refused a batch with \(partition.errorCode) \(partition.errorMessage ?? "")")
        }
        return template.bytes.readableBytes
    }
}

/// Fetch requests one after the other through a partition, again from its begin when its end is reached.
struct FetchLoad: Load {
    /// The last version that names topics.
    static let version: Int16 = 12

    private let partition: TopicPartition
    private let maxBytes: Int32
    private var offset: Offset
    private let end: Offset
    private var isWaiting = false
    private var request: RequestBytes?

    init(_ partition: TopicPartition, from start: Offset = 0, upTo end: Offset, maxBytes: Int) {
        self.partition = partition
        offset = start
        self.end = end
        self.maxBytes = Int32(clamping: maxBytes)
    }

    mutating func next(correlationID: Int32) -> UnsafeRawBufferPointer? {
        guard !isWaiting else { return nil }
        isWaiting = true
        let request = FetchRequest(
            maxWaitMs: 1_000, minBytes: 1, maxBytes: maxBytes,
            topics: [
                .init(
                    topic: partition.topic,
                    partitions: [
                        .init(
                            partition: partition.partition, fetchOffset: offset, partitionMaxBytes: maxBytes)
                    ])
            ])
        guard
            let frame = try? encodeRequestFrame(
                request, version: Self.version, correlationID: correlationID, clientID: "martlet-bench")
        else { return nil }
        let bytes = RequestBytes([frame.buffer])
        self.request = bytes
        return UnsafeRawBufferPointer(bytes.bytes)
    }

    mutating func answered(_ response: ByteBuffer) throws -> Int {
        isWaiting = false
        let answer = try Self.decode(response)
        let records = answer.records?.buffer ?? ByteBuffer()
        var batches = RecordBatches(records)
        while let batch = try batches.next() { offset = batch.header.nextOffset }
        guard batches.validByteCount > 0 else {
            throw BenchError("the broker's answer to Fetch at offset \(offset) holds no whole batch")
        }
        if offset >= end { offset = 0 }
        return records.readableBytes
    }

    /// How many batches came; none is no error.
    mutating func answeredBatches(_ response: ByteBuffer) throws -> Int {
        isWaiting = false
        var batches = RecordBatches(try Self.decode(response).records?.buffer ?? ByteBuffer())
        var count = 0
        while let batch = try batches.next() {
            offset = batch.header.nextOffset
            count += 1
        }
        return count
    }

    static func decode(_ response: ByteBuffer) throws -> FetchResponse.PartitionData {
        var reader = ProtocolReader(response)
        _ = try ResponseHeader.decode(from: &reader, apiKey: .fetch, version: version)
        let answer = try FetchResponse(from: &reader, version: version)
        guard answer.errorCode == .none, let partition = answer.responses.first?.partitions.first,
            partition.errorCode == .none
        else {
            let code = answer.responses.first?.partitions.first?.errorCode ?? answer.errorCode
            throw BenchError("the broker refused a fetch with \(code)")
        }
        return partition
    }
}
