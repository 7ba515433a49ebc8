import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

/// A record of a compacted log.
struct KeyedRecord: Hashable {
    var offset: Offset = 0
    var key: String?
    var value: String?
    var header: String?
    var timestamp: Timestamp = 1_000

    /// `a=1`, `a-` (a tombstone), `=1` (no key).
    init(_ text: Substring) {
        if text.hasSuffix("-") {
            key = String(text.dropLast())
        } else {
            let parts = text.split(separator: "=", omittingEmptySubsequences: false)
            key = parts[0].isEmpty ? nil : String(parts[0])
            value = String(parts[1])
        }
    }

    init(key: String?, value: String?, header: String? = nil, timestamp: Timestamp) {
        (self.key, self.value, self.header, self.timestamp) = (key, value, header, timestamp)
    }

    init(_ record: Record) {
        offset = record.offset
        key = record.key.map { String(buffer: $0) }
        value = record.value.map { String(buffer: $0) }
        header = record.headers.first.flatMap { $0.value.map { String(buffer: $0) } }
        timestamp = record.timestamp
    }

    var text: String {
        "\(offset):" + (value.map { "\(key ?? "")=\($0)" } ?? "\(key ?? "")-")
    }
}

func keyedBatch(
    _ records: [KeyedRecord], compression: Compression = .none, producer: Producer = Producer(),
    isTransactional: Bool = false
) throws -> ValidatedBatch {
    var builder = RecordBatchBuilder(
        compression: compression, producerID: producer.id, producerEpoch: producer.epoch,
        baseSequence: producer.sequence, isTransactional: isTransactional)
    for record in records {
        builder.append(
            key: record.key.map { ByteBuffer(string: $0) },
            value: record.value.map { ByteBuffer(string: $0) },
            headers: record.header.map { [RecordHeader(key: "h", value: ByteBuffer(string: $0))] } ?? [],
            timestamp: record.timestamp)
    }
    return ValidatedBatch(trusted: try builder.build())
}

/// Stops after so many calls.
struct LimitedPace: IOPace {
    func moved(byteCount: Int) -> Bool { false }
}

extension PartitionLog {
    /// Batches are separated by spaces, records within one by commas; `|` begins a segment.
    func write(
        _ text: String, timestamp: Timestamp = 1_000, compression: Compression = .none,
        producer: Producer = Producer(), isTransactional: Bool = false
    ) throws {
        var sequence = producer.sequence
        for word in text.split(separator: " ") {
            if word == "|" {
                try roll(now: timestamp)
                continue
            }
            let records = word.split(separator: ",").map { text in
                var record = KeyedRecord(text)
                record.timestamp = timestamp
                return record
            }
            let batch = try keyedBatch(
                records, compression: compression,
                producer: Producer(id: producer.id, epoch: producer.epoch, sequence: sequence),
                isTransactional: isTransactional)
            _ = try append(
                batch, leaderEpoch: 0, now: timestamp, origin: isTransactional ? .verifiedClient : .client)
            if sequence >= 0 { sequence += Int32(records.count) }
        }
        try flush()
    }

    @discardableResult
    func compact(now: Timestamp = 2_000, memory: Int = 1 << 20) throws -> CompactionOutcome? {
        if let dates = planCompactionDates() { finish(try dates.run()) }
        guard
            let job = try planCompaction(
                now: now, lastStableOffset: lastStableOffset(highWatermark: durableEndOffset),
                memoryByteCount: memory)
        else { return nil }
        let outcome: CompactionOutcome?
        do { outcome = try job.run(pace: UnlimitedPace()) } catch {
            _ = abandon(job)
            throw error
        }
        for segment in finish(job, try #require(outcome)) { try segment.remove(fileSystem) }
        return outcome
    }

    /// All data batches' records.
    func keyedRecords() throws -> [KeyedRecord] {
        var found: [KeyedRecord] = []
        for batch in try batches() where !batch.header.isControl {
            var records = try batch.records(decompressionLimit: 1 << 20)
            while let record = try records.next() { found.append(KeyedRecord(record)) }
        }
        return found
    }

    func batches() throws -> [RecordBatch] {
        var found: [RecordBatch] = []
        var next = logStartOffset
        while let slice = try read(from: next, upTo: logEndOffset, maxBytes: 1 << 20, minOneBatch: true) {
            var batches = RecordBatches(try slice.read())
            while let batch = try batches.next() {
                try batch.checkCRC()
                found.append(batch)
                next = batch.header.nextOffset
            }
        }
        return found
    }

    var text: String {
        get throws { try keyedRecords().map(\.text).joined(separator: " ") }
    }
}

let compacted: LogConfiguration = {
    var configuration = LogConfiguration()
    configuration.isCompacted = true
    configuration.isDeleted = false
    configuration.indexIntervalBytes = 100
    return configuration
}()
