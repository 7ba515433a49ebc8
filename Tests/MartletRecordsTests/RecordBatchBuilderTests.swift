import MartletModel
import MartletRecords
import NIOCore
import Testing

@Suite struct RecordBatchBuilderTests {
    @Test(arguments: Compression.allCases, [1, 2, 100, 5_000])
    func `what a batch was built from is read back`(compression: Compression, count: Int) throws {
        let records = Samples.records(count, from: 1_000)
        let batch = try Samples.batch(records, compression: compression)
        try batch.checkCRC()
        #expect(try BatchHeader(reading: batch.bytes, at: 0) == batch.header)
        #expect(batch.header.byteCount == batch.bytes.readableBytes)
        #expect(batch.header.recordsCount == Int32(count))
        #expect(batch.header.nextOffset == Offset(1_000 + Int64(count)))
        #expect(batch.header.maxTimestamp == records.map(\.timestamp).max())
        #expect(try batch.allRecords() == records)
    }

    @Test func `without compression the estimate is the size`() throws {
        var builder = RecordBatchBuilder()
        #expect(builder.estimatedByteCount == BatchHeader.byteCount)
        for record in Samples.records(50) {
            let bound = RecordBatchBuilder.maxByteCount(
                key: record.key, value: record.value, headers: record.headers)
            let before = builder.estimatedByteCount
            builder.append(record)
            #expect(builder.estimatedByteCount - before <= bound)
        }
        let estimate = builder.estimatedByteCount
        #expect(try builder.build().bytes.readableBytes == estimate)
    }

    @Test func `offsets may leave gaps, and end after the last record`() throws {
        var builder = RecordBatchBuilder(baseOffset: 10)
        for offset: Offset in [12, 13, 400] {
            builder.append(key: nil, value: ByteBuffer(string: "v"), timestamp: 5, offset: offset)
        }
        let batch = try builder.build(lastOffset: 1_000)
        #expect(try batch.allRecords().map(\.offset) == [12, 13, 400])
        #expect(batch.header.lastOffset == 1_000)
        #expect(batch.header.recordsCount == 3)
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 63, 64, -64, -65, 8_191, 8_192, Int64.max])
    func `timestamps of the whole range survive`(milliseconds: Int64) throws {
        var builder = RecordBatchBuilder()
        builder.append(key: nil, value: nil, timestamp: 1_700_000_000_000)
        builder.append(key: nil, value: nil, timestamp: Timestamp(milliseconds))
        #expect(try builder.build().allRecords()[1].timestamp == Timestamp(milliseconds))
    }

    @Test func `under log append time all records have the broker's time`() throws {
        var builder = RecordBatchBuilder(logAppendTime: 99)
        builder.append(key: nil, value: nil, timestamp: 5)
        builder.append(key: nil, value: nil, timestamp: 7)
        let batch = try builder.build()
        #expect(batch.header.timestampType == .logAppendTime)
        #expect(batch.header.baseTimestamp == 5)
        #expect(batch.header.maxTimestamp == 99)
        #expect(try batch.allRecords().map(\.timestamp) == [99, 99])
    }

    @Test func `the first record with the greatest timestamp is remembered`() {
        var builder = RecordBatchBuilder(baseOffset: 100)
        for timestamp: Timestamp in [3, 9, 4, 9] {
            builder.append(key: nil, value: nil, timestamp: timestamp)
        }
        #expect(builder.offsetOfMaxTimestamp == 101)
    }

    @Test func `an offset that the format cannot express fails the build, not the process`() {
        var builder = RecordBatchBuilder()
        builder.append(key: nil, value: nil, timestamp: 0)
        builder.append(key: nil, value: nil, timestamp: 0, offset: Offset(Int64(Int32.max) + 1))
        #expect(throws: RecordsError.batchTooLarge) { try builder.build() }
    }

    @Test func `sequences wrap to 0`() {
        var header = BatchHeader()
        header.baseSequence = Int32.max - 1
        header.lastOffsetDelta = 3
        #expect(header.lastSequence == 1)
        header.baseSequence = -1
        #expect(header.lastSequence == -1)
    }

    @Test func `the end of a transaction is Kafka's, byte for byte`() throws {
        let batch = try RecordBatch.control(
            [ControlRecord(endOfTransaction: true, coordinatorEpoch: 12)], baseOffset: 51,
            timestamp: 1_700_000_000_001, partitionLeaderEpoch: 4, producerID: 4_099, producerEpoch: 7,
            isTransactional: true)
        let expected =
            "0000000000000033000000420000000402" + "6548a650003000000000" + "0000018bcfe568010000018bcfe56801"
            + "00000000000010030007ffffffff00000001" + "2000000008000000010c00000000000c00"
        #expect(batch.bytes.hex == expected)
        let record = try ControlRecord(batch.allRecords()[0])
        #expect(record.type == .commit)
        #expect(record.coordinatorEpoch == 12)
    }

    @Test func `a control record of a type we do not know keeps its number`() throws {
        let batch = try RecordBatch.control(
            [ControlRecord(type: ControlRecordType(rawValue: 77), value: nil)], baseOffset: 0, timestamp: 0)
        let record = try ControlRecord(batch.allRecords()[0])
        #expect(record.type.rawValue == 77)
        #expect(record.coordinatorEpoch == nil)
        #expect(batch.header.isControl)
    }

    @Test func `a control record without its key is damaged`() {
        for key in [nil, ByteBuffer(), ByteBuffer(bytes: [0, 0, 0]), ByteBuffer(bytes: [255, 255, 0, 1])] {
            #expect(throws: RecordsError.damagedControlRecord) {
                try ControlRecord(Record(timestamp: 0, key: key, value: nil))
            }
        }
    }
}
