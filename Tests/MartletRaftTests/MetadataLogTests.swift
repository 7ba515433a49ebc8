import MartletModel
import MartletProtocol
import MartletRaft
import MartletRecords
import MartletStorage
import NIOCore
import Synchronization
import Testing

@Suite struct MetadataLogTests {
    private let disk = MemoryFileSystem()

    private func open(_ node: BrokerID = 1, segmentBytes: Int64 = 1 << 30) throws -> MetadataLog {
        try MetadataLog(
            directory: "/data", nodeID: node, segmentBytes: segmentBytes, fileSystem: disk, now: 1000)
    }

    private static func topic(_ number: UInt64) -> VersionedRecord {
        VersionedRecord(.topic(TopicRecord(name: "t\(number)", topicId: TopicID(Uuid(high: 1, low: number)))))
    }

    /// What is in the log, one word for each record.
    private func contents(_ log: MetadataLog) throws -> [String] {
        var result: [String] = []
        try log.replay { record, offset, epoch in
            guard case .topic(let topic) = record else { return }
            result.append("\(topic.name)@\(offset)/\(epoch)")
        }
        return result
    }

    private func file(_ name: String) throws -> ByteBuffer {
        try disk.read("/data/__cluster_metadata-0/\(name)")
    }

    @Test func `a new log begins with epoch 1 and a leader change`() throws {
        let log = try open()
        #expect(log.epoch == 1)
        #expect(log.endOffset == 1)
        #expect(
            String(buffer: try file("quorum-state"))
                == #"{"clusterId":"","leaderId":1,"leaderEpoch":1,"votedId":-1,"appliedOffset":0,"#
                + #""currentVoters":[{"voterId":1}],"data_version":0}"#)
        #expect(
            String(buffer: try file("partition.metadata"))
                == "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ")
        var batches = RecordBatches(try file("00000000000000000000.log"))
        let batch = try #require(try batches.next())
        #expect(batch.header.isControl)
        #expect(batch.header.partitionLeaderEpoch == 1)
        var records = try batch.records(decompressionLimit: 1 << 20)
        let record = try #require(try records.next())
        #expect(record.key?.readableBytesView.elementsEqual([0, 0, 0, 2]) == true)
        // Version 0, leader 1, voters [1], granting voters [1], no tags.
        let value: [UInt8] = [0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0]
        #expect(record.value?.readableBytesView.elementsEqual(value) == true)
    }

    @Test func `records stand in the log in Kafka's frame`() throws {
        let log = try open()
        #expect(try log.append([Self.topic(7)], now: 2000) == 1)
        var batches = RecordBatches(try file("00000000000000000000.log"))
        _ = try batches.next()
        let batch = try #require(try batches.next())
        #expect(batch.header.baseOffset == 1)
        #expect(batch.header.baseTimestamp == 2000)
        #expect(batch.header.producerID == .none)
        #expect(batch.header.compression == .none)
        var records = try batch.records(decompressionLimit: 1 << 20)
        let record = try #require(try records.next())
        #expect(record.key == nil)
        // Frame 1, record type 2, version 0; name; topic id; no tags.
        let value: [UInt8] = [1, 2, 0, 3, 0x74, 0x37, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7, 0]
        #expect(record.value?.readableBytesView.elementsEqual(value) == true)
    }

    @Test func `records that belong together are one batch`() throws {
        let log = try open()
        #expect(try log.append((1...3).map(Self.topic), now: 1) == 3)
        #expect(try log.append([], now: 1) == 3)
        var batches = RecordBatches(try file("00000000000000000000.log"))
        _ = try batches.next()
        #expect(try batches.next()?.header.recordsCount == 3)
        #expect(try batches.next() == nil)
    }

    @Test func `a restart keeps what was appended and begins a new epoch`() throws {
        do {
            let log = try open()
            _ = try log.append([Self.topic(1), Self.topic(2)], now: 1)
            try log.close()
        }
        let log = try open()
        #expect(log.epoch == 2)
        #expect(try contents(log) == ["t1@1/1", "t2@2/1"])
        #expect(try log.append([Self.topic(3)], now: 2) == 4)
        #expect(try contents(log) == ["t1@1/1", "t2@2/1", "t3@4/2"])
    }

    @Test func `many segments are replayed in order`() throws {
        let log = try open(segmentBytes: 400)
        for number in 1...50 { _ = try log.append([Self.topic(UInt64(number))], now: 1) }
        let segments = try disk.list("/data/__cluster_metadata-0").filter { $0.name.hasSuffix(".log") }
        #expect(segments.count > 5)
        let expected = (1...50).map { "t\($0)@\($0)/1" }
        #expect(try contents(log) == expected)
        #expect(try contents(try open(segmentBytes: 400)) == expected)
    }

    @Test func `append returns after the sync that follows its write`() throws {
        let log = try open()
        let seen = Mutex<[String]>([])
        disk.intercept { operation, path in
            let name = path.split(separator: "/").last.map(String.init) ?? path
            switch operation {
            case .write: seen.withLock { $0.append("write \(name)") }
            case .sync: seen.withLock { $0.append("sync \(name)") }
            default: break
            }
            return .proceed
        }
        _ = try log.append([Self.topic(1)], now: 1)
        let name = "00000000000000000000.log"
        #expect(seen.withLock { $0 } == ["write \(name)", "sync \(name)"])
    }

    @Test(arguments: 0..<120)
    func `whenever the process dies, what append returned for is there afterwards`(survived: Int) throws {
        let left = Mutex(survived)
        disk.intercept { operation, path in
            let lives = left.withLock { left in
                left -= 1
                return left >= 0
            }
            let error = StorageError.system(operation: "\(operation)", path: path, code: 5)
            if lives { return .proceed }
            // The last write that the process began arrives in part.
            if case .write(let count) = operation { return .tear(after: count / 2, error) }
            return .fail(error)
        }
        var returned = 0
        var epoch: LeaderEpoch = 0
        do {
            while returned < 30 {
                let log = try open(segmentBytes: 300)
                epoch = log.epoch
                for _ in 0..<3 {
                    _ = try log.append([Self.topic(UInt64(returned + 1))], now: 1)
                    returned += 1
                }
            }
        } catch {}
        disk.intercept(with: nil)
        let log = try open(segmentBytes: 300)
        let names = try contents(log).map { String($0.prefix { $0 != "@" }) }
        #expect(names.starts(with: (0..<returned).map { "t\($0 + 1)" }))
        // One more may have arrived without anyone having been told.
        #expect(names.count <= returned + 1)
        #expect(log.epoch > epoch)
    }

    @Test func `a failed write leaves nothing behind, a failed sync ends the log`() throws {
        let log = try open()
        let full = StorageError.full(path: "x")
        disk.intercept { operation, _ in
            if case .write = operation { return .tear(after: 10, full) }
            return .proceed
        }
        #expect(throws: MetadataLogError.storage(full)) { try log.append([Self.topic(1)], now: 1) }
        disk.intercept(with: nil)
        #expect(try log.append([Self.topic(2)], now: 1) == 1)
        disk.intercept { operation, _ in operation == .sync ? .fail(full) : .proceed }
        #expect(throws: MetadataLogError.storage(full)) { try log.append([Self.topic(3)], now: 1) }
        disk.intercept(with: nil)
        #expect(throws: MetadataLogError.self) { try log.append([Self.topic(4)], now: 1) }
        #expect(try contents(try open()).starts(with: ["t2@1/1"]))
    }

    @Test func `records that do not fit into one batch are refused together`() throws {
        let log = try open()
        let name = String(repeating: "x", count: 30_000)
        let records = (0..<300).map { number in
            VersionedRecord(.topic(TopicRecord(name: name, topicId: TopicID(Uuid(high: 1, low: number)))))
        }
        #expect(throws: MetadataLogError.tooLargeTogether(.batchTooLarge)) { try log.append(records, now: 1) }
        #expect(log.endOffset == 1)
    }

    @Test func `a torn last batch is cut off and reported`() throws {
        _ = try open().append([Self.topic(1)], now: 1)
        let path = "/data/__cluster_metadata-0/00000000000000000000.log"
        let whole = try disk.read(path).readableBytes
        _ = try open().append([Self.topic(2)], now: 1)
        try disk.open(path, .readWrite).truncate(to: Int64(whole) + 90)
        let log = try open()
        #expect(log.recovery?.truncated != nil)
        #expect(try contents(log) == ["t1@1/1"])
        #expect(log.epoch == 3)
    }

    @Test func `damage before a good batch stops the start and leaves the file as it is`() throws {
        for number in 1...3 { _ = try open().append([Self.topic(UInt64(number))], now: 1) }
        let path = "/data/__cluster_metadata-0/00000000000000000000.log"
        let whole = try disk.read(path)
        var starts = [0]
        var batches = RecordBatches(whole)
        while let batch = try batches.next() {
            starts.append(starts[starts.count - 1] + batch.header.byteCount)
        }
        for (start, end) in zip(starts, starts.dropFirst()) where end < whole.readableBytes {
            // A length, the checksum, and the last byte of a record.
            for at in [start + 8, start + 20, end - 1] {
                var damaged = whole
                damaged.setInteger(try #require(whole.getInteger(at: at, as: UInt8.self)) ^ 0x10, at: at)
                try disk.replace(path, with: damaged)
                #expect(throws: MetadataLogError.self) { try open() }
                #expect(try disk.read(path) == damaged)
            }
        }
        try disk.replace(path, with: whole)
        #expect(try contents(try open()).map { $0.prefix(2) } == ["t1", "t2", "t3"])
    }

    @Test func `after a clean stop any damage stops the start`() throws {
        let log = try open()
        _ = try log.append([Self.topic(1)], now: 1)
        try log.close()
        let path = "/data/__cluster_metadata-0/00000000000000000000.log"
        try disk.open(path, .readWrite).truncate(to: Int64(try disk.read(path).readableBytes - 1))
        #expect(throws: MetadataLogError.self) {
            try MetadataLog(directory: "/data", nodeID: 1, isClean: true, fileSystem: disk, now: 1)
        }
    }

    @Test func `an empty log beside a partition was lost, and is not begun again`() throws {
        let lost = MetadataLogError.lost(partition: "/data/t-0")
        for _ in 1...2 {
            #expect(throws: lost) {
                try MetadataLog(
                    directory: "/data", nodeID: 1, partition: "/data/t-0", fileSystem: disk, now: 1)
            }
        }
        _ = try open()
        _ = try MetadataLog(directory: "/data", nodeID: 1, partition: "/data/t-0", fileSystem: disk, now: 1)
    }

    @Test func `the last epoch that there is has no successor`() throws {
        _ = try open()
        let state = QuorumState(epoch: LeaderEpoch(.max), leader: 1, voters: .fixed([1]))
        try disk.replace("/data/__cluster_metadata-0/quorum-state", with: state.encoded())
        #expect(throws: MetadataLogError.noEpochLeft) { try open() }
    }

    @Test func `an epoch is never used twice, whichever file is lost`() throws {
        for lost in ["quorum-state", "leader-epoch-checkpoint"] {
            let before = try open().epoch
            try disk.remove("/data/__cluster_metadata-0/\(lost)")
            #expect(try open().epoch == LeaderEpoch(before.rawValue + 1))
        }
    }

    @Test func `a log of several voters is not continued alone`() throws {
        _ = try open(1)
        #expect(throws: MetadataLogError.severalVoters([1])) { try open(2) }
        let state = QuorumState(epoch: 9, voters: .fixed([1, 2, 3]))
        try disk.replace("/data/__cluster_metadata-0/quorum-state", with: state.encoded())
        // The log says afterwards who leads: this node alone.
        #expect(try open(1).epoch == 10)
    }

    @Test func `a damaged quorum state stops the start`() throws {
        _ = try open()
        let path = "/data/__cluster_metadata-0/quorum-state"
        for text in [
            "", "{", "[]", #"{"leaderId":1}"#,
            #"{"leaderId":1,"leaderEpoch":1,"votedId":-1,"data_version":7}"#,
        ] {
            try disk.replace(path, with: ByteBuffer(string: text))
            #expect(throws: MetadataLogError.self) { try open() }
        }
    }

    @Test func `a quorum state of a dynamic quorum keeps its form`() throws {
        _ = try open()
        let state = QuorumState(epoch: 20, leader: 1, voters: .inLog)
        try disk.replace("/data/__cluster_metadata-0/quorum-state", with: state.encoded())
        #expect(try open().epoch == 21)
        #expect(
            String(buffer: try file("quorum-state"))
                == #"{"leaderId":1,"leaderEpoch":21,"votedId":-1,"votedDirectoryId":"#
                + #""AAAAAAAAAAAAAAAAAAAAAA","data_version":1}"#)
    }
}
