import MartletModel
import MartletRecords
import NIOCore

extension ByteBuffer {
    init(hex: String) {
        let digits = hex.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
        self.init(
            bytes: stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }

    var hex: String {
        readableBytesView.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

/// A small generator whose seed decides everything.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Batches to read, damage and validate.
enum Samples {
    static let now: Timestamp = 1_700_000_000_000

    /// Records of every kind: with and without key, value and headers, long and short, timestamps in no
    /// order.
    static func records(_ count: Int, from offset: Offset = 0) -> [Record] {
        (0..<count).map { index in
            let headers = (0..<index % 3).map { number in
                RecordHeader(
                    key: "header-\(number)", value: number == 1 ? nil : ByteBuffer(string: "value \(index)"))
            }
            return Record(
                offset: offset + Int64(index), timestamp: now + Int64(index * 37 % 1_000),
                key: index % 4 == 0 ? nil : ByteBuffer(string: "key-\(index)"),
                value: index % 5 == 0
                    ? nil : ByteBuffer(string: String(repeating: "text \(index % 7) ", count: index % 50)),
                headers: headers)
        }
    }

    static func batch(
        _ records: [Record], compression: Compression = .none,
        configure: (inout RecordBatchBuilder) -> Void = { _ in }
    ) throws -> RecordBatch {
        var builder = RecordBatchBuilder(baseOffset: records.first?.offset ?? 0, compression: compression)
        configure(&builder)
        for record in records { builder.append(record) }
        return try builder.build()
    }

    /// The batch with another header, its checksum made right again.
    static func changed(_ batch: RecordBatch, _ change: (inout BatchHeader) -> Void) -> ByteBuffer {
        var header = batch.header
        change(&header)
        header.crc = header.checksum(payload: batch.payload)
        var bytes = ByteBuffer()
        header.write(into: &bytes)
        bytes.writeImmutableBuffer(batch.payload)
        return bytes
    }

    /// What a batch made of these raw bytes of records would be, right in everything else.
    static func batch(
        area: ByteBuffer, compression: Compression = .none, change: (inout BatchHeader) -> Void
    ) -> ByteBuffer {
        var header = BatchHeader()
        header.batchLength += Int32(area.readableBytes)
        header.compression = compression
        header.baseTimestamp = now
        header.maxTimestamp = now
        header.recordsCount = 1
        change(&header)
        header.crc = header.checksum(payload: area)
        var bytes = ByteBuffer()
        header.write(into: &bytes)
        bytes.writeImmutableBuffer(area)
        return bytes
    }
}

extension RecordBatch {
    static let testLimit = 128 * 1_024 * 1_024

    func allRecords(limit: Int = testLimit) throws(RecordsError) -> [Record] {
        var iterator = try records(decompressionLimit: limit)
        var records: [Record] = []
        while let record = try iterator.next() { records.append(record) }
        return records
    }
}

/// Everything in a stretch of bytes, read as a consumer would.
struct WholeReading {
    var batches: [RecordBatch] = []
    var records: [[Record]] = []
    var validByteCount = 0
    var incompleteByteCount = 0

    init(_ bytes: ByteBuffer, limit: Int = RecordBatch.testLimit) throws(RecordsError) {
        var reader = RecordBatches(bytes)
        while let batch = try reader.next() {
            try batch.checkCRC()
            batches.append(batch)
            records.append(try batch.allRecords(limit: limit))
        }
        validByteCount = reader.validByteCount
        incompleteByteCount = reader.incompleteByteCount
    }
}
