import MartletModel
import MartletRecords
import NIOCore
import Testing

@Suite(.enabled(if: !BatchVector.all.isEmpty, BatchVector.absence))
struct BatchVectorTests {
    @Test(arguments: BatchVector.validOnes)
    func `a valid batch is read as the vector says`(vector: BatchVector) throws {
        let reading = try WholeReading(vector.bytes)
        let expected = try #require(vector.batches)
        #expect(reading.incompleteByteCount == 0)
        try #require(reading.batches.count == expected.count)
        for (index, batch) in expected.enumerated() {
            check(reading.batches[index].header, batch)
            try #require(reading.records[index].count == batch.records.count)
            for (record, expectedRecord) in zip(reading.records[index], batch.records) {
                try check(record, expectedRecord)
            }
        }
    }

    private func check(_ header: BatchHeader, _ expected: BatchVector.Batch) {
        #expect(header.byteCount == expected.sizeInBytes)
        #expect(header.baseOffset.rawValue == expected.baseOffset)
        #expect(header.batchLength == expected.batchLength)
        #expect(header.partitionLeaderEpoch.rawValue == expected.partitionLeaderEpoch)
        #expect(header.crc == expected.crc)
        #expect(header.attributes == expected.attributes)
        #expect(header.compression.name == expected.compression)
        #expect((header.timestampType == .logAppendTime) == (expected.timestampType == "LogAppendTime"))
        #expect(header.isTransactional == expected.transactional)
        #expect(header.isControl == expected.control)
        #expect(header.hasDeleteHorizon == (expected.deleteHorizonMs != nil))
        #expect(header.lastOffsetDelta == expected.lastOffsetDelta)
        #expect(header.lastOffset.rawValue == expected.lastOffset)
        #expect(header.baseTimestamp.rawValue == expected.deleteHorizonMs ?? expected.baseTimestamp)
        #expect(header.maxTimestamp.rawValue == expected.maxTimestamp)
        #expect(header.producerID.rawValue == expected.producerId)
        #expect(header.producerEpoch.rawValue == expected.producerEpoch)
        #expect(header.baseSequence == expected.baseSequence)
        #expect(header.lastSequence == expected.lastSequence)
        #expect(header.recordsCount == expected.recordCount)
    }

    private func check(_ record: Record, _ expected: BatchVector.Record) throws {
        #expect(record.offset.rawValue == expected.offset)
        #expect(record.timestamp.rawValue == expected.timestamp)
        #expect(record.key?.hex == expected.key)
        if let size = expected.valueSize {
            let value = try #require(record.value)
            #expect(value.readableBytes == size)
            #expect(CRC32C.checksum(value) == expected.valueCrc32c)
        } else {
            #expect(record.value?.hex == expected.value)
        }
        #expect(record.headers.map(\.key) == expected.headers.map(\.key))
        #expect(record.headers.map { $0.value?.hex } == expected.headers.map(\.value))
        if let name = expected.controlType {
            #expect(try ControlRecord(record).type == controlTypes[name])
        }
    }

    private let controlTypes: [String: ControlRecordType] = [
        "ABORT": .abort, "COMMIT": .commit, "LEADER_CHANGE": .leaderChange,
        "SNAPSHOT_HEADER": .snapshotHeader, "SNAPSHOT_FOOTER": .snapshotFooter,
        "KRAFT_VERSION": .kraftVersion, "KRAFT_VOTERS": .kraftVoters,
    ]

    @Test(arguments: BatchVector.validOnes)
    func `a valid batch that is built again has the same bytes, or the same content where it is compressed`(
        vector: BatchVector
    ) throws {
        for batch in try WholeReading(vector.bytes).batches {
            var head = ByteBuffer()
            batch.header.write(into: &head)
            #expect(head.readableBytesView.elementsEqual(batch.bytes.readableBytesView.prefix(61)))
            guard batch.header.recordsCount > 0 else { continue }
            let rebuilt = try rebuild(batch, compression: batch.header.compression)
            if batch.header.compression == .none {
                #expect(rebuilt.bytes == batch.bytes)
            } else {
                var expected = batch.header
                expected.batchLength = rebuilt.header.batchLength
                expected.crc = rebuilt.header.crc
                #expect(rebuilt.header == expected)
                #expect(try rebuilt.allRecords() == batch.allRecords())
                // Both inflate to the same bytes, not only to the same records.
                #expect(try inflated(rebuilt) == inflated(batch))
            }
        }
    }

    private func inflated(_ batch: RecordBatch) throws -> ByteBuffer {
        try CompressionCodec.decompress(
            batch.payload, with: batch.header.compression, limit: RecordBatch.testLimit)
    }

    /// Through the builder, from the decoded records alone; their own timestamps, even under log append time.
    private func rebuild(_ batch: RecordBatch, compression: Compression) throws -> RecordBatch {
        let header = batch.header
        var builder = RecordBatchBuilder(
            baseOffset: header.baseOffset, compression: compression,
            logAppendTime: header.timestampType == .logAppendTime ? header.maxTimestamp : nil,
            deleteHorizon: header.hasDeleteHorizon ? header.baseTimestamp : nil,
            producerID: header.producerID, producerEpoch: header.producerEpoch,
            baseSequence: header.baseSequence, isTransactional: header.isTransactional,
            isControl: header.isControl, partitionLeaderEpoch: header.partitionLeaderEpoch)
        var records = try batch.records(decompressionLimit: RecordBatch.testLimit)
        while let layout = try records.nextLayout() {
            var record = records.record(layout)
            record.timestamp = header.baseTimestamp + layout.timestampDelta
            builder.append(record)
        }
        return try builder.build(lastOffset: header.lastOffset)
    }

    @Test(arguments: BatchVector.validOnes)
    func `every strict prefix of the bytes is taken for incomplete`(vector: BatchVector) throws {
        let bytes = vector.bytes
        let ends = try WholeReading(bytes).batches.reduce(into: [0]) {
            $0.append($0[$0.count - 1] + $1.header.byteCount)
        }
        let step = max(1, bytes.readableBytes / 500)
        for length in stride(from: 0, to: bytes.readableBytes, by: step) {
            var reader = RecordBatches(try #require(bytes.getSlice(at: 0, length: length)))
            while try reader.next() != nil {}
            #expect(reader.validByteCount == ends.last { $0 <= length })
        }
    }

    @Test(arguments: BatchVector.damagedOnes)
    func `a damaged batch is refused or found incomplete`(vector: BatchVector) throws {
        switch vector.outcome {
        case .error:
            do {
                let reading = try WholeReading(vector.bytes)
                // The one case that may as well be read as a batch whose end is still to come.
                #expect(vector.name == "none/length-overflows-int32" && reading.incompleteByteCount > 0)
            } catch {}  // which error does not matter
        case .incomplete:
            let reading = try WholeReading(vector.bytes)
            #expect(reading.incompleteByteCount > 0 || vector.bytes.readableBytes == 0)
            #expect(reading.validByteCount == vector.validBytes ?? 0)
        case .accepted where vector.name == "none/last-offset-delta-negative":
            #expect(throws: RecordsError.self) { try WholeReading(vector.bytes) }
        case .accepted:
            #expect(try WholeReading(vector.bytes).validByteCount == vector.validBytes)
        case nil:
            Issue.record("a damaged vector says what becomes of it")
        }
    }

    @Test(arguments: BatchVector.damagedOnes)
    func `no damaged batch is taken from a client`(vector: BatchVector) {
        let taken: Set = [
            // As in Kafka any negative length stands for null.
            "record/key-length-minus-two", "record/value-length-minus-two",
            // As in Kafka what is not a whole batch at the end is cut off.
            "none/second-batch-truncated",
        ]
        var bytes = vector.bytes
        // The base offset, which the checksum does not cover, would be refused first.
        if bytes.readableBytes >= 8 { bytes.setInteger(Int64(0), at: 0) }
        do {
            let batch = try ProduceValidation.validate(bytes, rules: .init(), now: Samples.now)
            #expect(taken.contains(vector.name))
            #expect(batch.byteCount <= bytes.readableBytes)
        } catch {
            #expect(!taken.contains(vector.name))
            #expect(error.errorCode != .none && error.message?.isEmpty == false)
        }
    }

    @Test(arguments: BatchVector.bombs)
    func `a bomb goes off only within the limit`(vector: BatchVector) throws {
        let inflated = try #require(vector.inflatedValueBytes)
        for limit in [0, 1, 4_096, 1_048_575, inflated] {
            #expect(throws: RecordsError.decompressedTooLarge(limit: limit)) {
                try WholeReading(vector.bytes, limit: limit)
            }
        }
        let values = try WholeReading(vector.bytes, limit: inflated + 1_024).records.joined()
        #expect(values.reduce(0) { $0 + ($1.value?.readableBytes ?? 0) } == inflated)
        var rules = ProduceValidation.Rules()
        rules.decompressionLimit = 1_000_000
        #expect(throws: ProduceValidation.Rejection.self) {
            try ProduceValidation.validate(vector.bytes, rules: rules, now: Samples.now)
        }
    }
}
