import MartletModel
import MartletRecords
import NIOCore
import Testing

@Suite struct RecordBatchBuilderTests {
    static let limit = 16 * 1_024 * 1_024

    static func records(_ count: Int, from offset: Offset = 0) -> [Record] {
        (0..<count).map { index in
            let headers = (0..<index % 3).map { number in
                RecordHeader(
                    key: "header-\(number)", value: number == 1 ? nil : ByteBuffer(string: "value \(index)"))
            }
            return Record(
                offset: offset + Int64(index),
                timestamp: Timestamp(1_700_000_000_000 + Int64(index * 37 % 1_000)),
                key: index % 4 == 0 ? nil : ByteBuffer(string: "key-\(index)"),
                value: index % 5 == 0
                    ? nil : ByteBuffer(string: String(repeating: "text \(index % 7) ", count: index % 50)),
                headers: headers)
        }
    }

    static func read(_ batch: RecordBatch) throws -> [Record] {
        var iterator = try batch.records(decompressionLimit: limit)
        var records: [Record] = []
        while let record = try iterator.next() { records.append(record) }
        return records
    }

    @Test(arguments: Compression.allCases, [1, 2, 100, 5_000])
    func `what a batch was built from is read back`(compression: Compression, count: Int) throws {
        let records = Self.records(count, from: 1_000)
        var builder = RecordBatchBuilder(baseOffset: 1_000, compression: compression)
        for record in records { builder.append(record) }
        let batch = try builder.build()
        try batch.checkCRC()
        #expect(try BatchHeader(reading: batch.bytes, at: 0) == batch.header)
        #expect(batch.header.byteCount == batch.bytes.readableBytes)
        #expect(batch.header.recordsCount == Int32(count))
        #expect(batch.header.nextOffset == Offset(1_000 + Int64(count)))
        #expect(batch.header.maxTimestamp == records.map(\.timestamp).max())
        #expect(try Self.read(batch) == records)
    }
}
