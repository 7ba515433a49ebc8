import MartletModel
import MartletProtocol
import MartletRaft
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@Suite struct CheckpointTests {
    private let disk = MemoryFileSystem()
    private let records = [
        VersionedRecord(.featureLevel(FeatureLevelRecord(name: "metadata.version", featureLevel: 30))),
        VersionedRecord(.featureLevel(FeatureLevelRecord(name: "x", featureLevel: 1))),
    ]

    private func write() throws {
        try disk.createDirectory("/data")
        try Checkpoint.writeBootstrap(records, directory: "/data", fileSystem: disk, now: 5)
    }

    @Test func `a directory without bootstrap records has none`() throws {
        #expect(try Checkpoint.readBootstrap(directory: "/data", fileSystem: disk) == nil)
    }

    @Test func `bootstrap records are read as they were written`() throws {
        try write()
        #expect(try Checkpoint.readBootstrap(directory: "/data", fileSystem: disk) == records)
    }

    @Test func `a checkpoint is a header, records and a footer, with offsets from 0`() throws {
        try write()
        var batches = RecordBatches(try disk.read("/data/bootstrap.checkpoint"))
        var seen: [String] = []
        while let batch = try batches.next() {
            try batch.checkCRC()
            #expect(batch.header.partitionLeaderEpoch == 0)
            let kind = batch.header.isControl ? "control" : "data"
            seen.append("\(kind) \(batch.header.baseOffset)-\(batch.header.lastOffset)")
        }
        #expect(seen == ["control 0-0", "data 1-2", "control 3-3"])
    }

    @Test func `a checkpoint that is cut or changed anywhere is refused`() throws {
        try write()
        let path = "/data/bootstrap.checkpoint"
        let whole = try disk.read(path)
        for length in 0..<whole.readableBytes {
            try disk.replace(path, with: try #require(whole.getSlice(at: 0, length: length)))
            #expect(throws: MetadataLogError.self, "cut at \(length)") {
                try Checkpoint.readBootstrap(directory: "/data", fileSystem: disk)
            }
        }
        // The first 21 bytes of a batch are not covered by its checksum.
        for index in 21..<(whole.readableBytes - 61) {
            var changed = Array(whole.readableBytesView)
            changed[index] ^= 0x40
            try disk.replace(path, with: ByteBuffer(bytes: changed))
            let read = try? Checkpoint.readBootstrap(directory: "/data", fileSystem: disk)
            #expect(read == nil || read == records, "changed at \(index)")
        }
    }
}
