import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

extension PartitionLog {
    /// The digest of a range, read piece by piece.
    func digest(_ range: Range<Offset>? = nil, maxBytes: Int = 300) throws -> RecordDigest {
        let range = range ?? logStartOffset..<logEndOffset
        var digest = RecordDigest()
        var next = range.lowerBound
        while next < range.upperBound {
            let outcome = try digestRead(of: next..<range.upperBound, maxBytes: maxBytes).run()
            try #require(outcome.end > next)
            digest += outcome.digest
            next = outcome.end
        }
        return digest
    }
}

@Suite struct RecordDigestTests {
    @Test func `the same records have the same digest, however they are read, cut and compressed`() throws {
        let (one, other) = (try SoundLog(), try SoundLog(segmentBytes: 1 << 20))
        let whole = try one.log.digest()
        #expect(whole.recordCount == one.log.logEndOffset.rawValue && whole.low != 0)
        for maxBytes in [1, 100, 1_000, 1 << 20] { #expect(try one.log.digest(maxBytes: maxBytes) == whole) }
        #expect(try other.log.digest() == whole)
        one.log.configuration.segmentCompression = .zstd
        for _ in 0..<3 {
            let job = try #require(try one.log.planRecompression())
            let outcome = try #require(try job.run(pace: UnlimitedPace()))
            _ = one.log.finish(job, outcome)
        }
        #expect(try one.log.digest() == whole)
    }

    @Test func `a range begins and ends with any record, and parts add up`() throws {
        let log = try SoundLog().log
        for middle in 1..<log.logEndOffset.rawValue {
            var sum = try log.digest(0..<Offset(middle))
            #expect(sum.recordCount == middle)
            sum += try log.digest(Offset(middle)..<log.logEndOffset)
            #expect(try sum == log.digest())
        }
    }

    @Test func `each part of a record makes a difference`() throws {
        func digest(_ change: (inout Record, inout BatchHeader) -> Void) throws -> RecordDigest {
            var record = Record(
                offset: 7, timestamp: 5, key: ByteBuffer(string: "key"), value: ByteBuffer(string: "value"),
                headers: [.init(key: "h", value: ByteBuffer(string: "x"))])
            var header = try batch(["x"], producer: Producer(id: 3, epoch: 1, sequence: 4)).header
            header.baseOffset = 7
            change(&record, &header)
            var (digest, scratch) = (RecordDigest(), ByteBuffer())
            digest.add(record, of: header, &scratch)
            return digest
        }
        let changes: [(inout Record, inout BatchHeader) -> Void] = [
            { _, _ in }, { record, _ in record.offset = 8 }, { record, _ in record.timestamp = 6 },
            { record, _ in record.key = nil }, { record, _ in record.key = ByteBuffer() },
            { record, _ in record.value = ByteBuffer(string: "valuf") },
            // What moves from one field to the next.
            { record, _ in
                record.key = ByteBuffer(string: "ke")
                record.value = ByteBuffer(string: "yvalue")
            },
            { record, _ in record.headers = [] }, { record, _ in record.headers[0].key = "i" },
            { record, _ in record.headers[0].value = nil }, { _, header in header.producerID = 9 },
            { _, header in header.producerEpoch = 2 }, { _, header in header.baseSequence = 5 },
        ]
        let digests = try changes.map { try digest($0) }
        #expect(Set(digests).count == changes.count && digests.allSatisfy { $0.recordCount == 1 })
    }

    @Test func `damage ends a digest before it, or is its error`() throws {
        let sound = try SoundLog(segmentBytes: 1 << 20)
        let batch = sound.batches[5]
        try sound.change(batch.file, at: batch.position + 70) { ~$0 }
        let end = sound.log.logEndOffset
        let before = try sound.log.digestRead(of: 0..<end, maxBytes: 1 << 20).run()
        #expect(before.end == batch.offsets.lowerBound)
        #expect(throws: StorageError.self) {
            try sound.log.digestRead(of: batch.offsets.lowerBound..<end, maxBytes: 1 << 20).run()
        }
        _ = try sound.scrub()
        #expect(throws: StorageError.self) {
            try sound.log.digestRead(of: batch.offsets, maxBytes: 1 << 20).run()
        }
    }

    @Test func `what is compacted on one replica and not on others is not compared`() throws {
        let log = try SoundLog().log
        #expect(log.comparableStart == 0)
        log.firstDirtyOffset = 12
        #expect(log.comparableStart == 12)
        _ = try log.deleteRecords(before: 20, highWatermark: log.logEndOffset)
        #expect(log.comparableStart == 20)
    }
}
