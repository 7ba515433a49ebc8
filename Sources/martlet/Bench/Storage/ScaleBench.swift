import Glibc
import MartletClient
import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore

/// A broker with more partitions than a process may have files open: what it costs to produce to all of them,
/// to fetch from all and to list them, and what the broker takes meanwhile.
struct ScaleBench {
    let directory: String
    let partitionCount: Int

    private static let rounds = 3
    private static let fetchPasses = 20
    /// To sync so many files takes a slow disk its time; a killed broker would measure something else next.
    private static let stopSeconds = 120
    private static let requestsInFlight = 5
    /// The records bear a date of long ago.
    private static let keeping = "log.retention.ms=-1"
    private var topics: [String] { BenchTopics.names(partitionCount: partitionCount) }
    private var subject: String { "\(partitionCount) partitions" }

    func run() async throws -> [StorageFigure] {
        let created = try BrokerProcess.start(in: directory, settings: [])
        let seconds = try await BenchTopics.create(partitionCount: partitionCount, at: created.address)
        created.child.stop(within: Self.stopSeconds)
        return [figure("create", seconds, "s")]
            + (try measure("disk", "synced")) + (try measure("page-cache", "page cache"))
    }

    private func figure(
        _ name: String, _ value: Double, _ unit: String, _ bound: StorageFigure.Bound? = nil
    ) -> StorageFigure {
        StorageFigure(name: name, subject: subject, value: value, unit: unit, bound: bound)
    }

    private func measure(_ durability: String, _ name: String) throws -> [StorageFigure] {
        let broker = try BrokerProcess.start(
            in: directory, settings: ["martlet.durability=\(durability)", Self.keeping])
        let asker = try BenchAsker(broker.address)
        let opening = try seconds { try awaitOpening(asker) }
        var refusals = 0
        var produced: [Double] = []
        for _ in 0..<Self.rounds { produced.append(try seconds { refusals += try produce(asker) }) }
        var missing = 0
        var fetched = Double.infinity
        for _ in 0..<Self.rounds { fetched = min(fetched, try seconds { missing = try fetch(asker) }) }
        var listed: [Double] = []
        for _ in 0..<20 { listed.append(try seconds { try list(asker) }) }
        let usage = ProcessUsage(of: broker.child.id)
        let files = (try? openFiles(of: broker.child.id)) ?? 0
        let began = ContinuousClock.now
        broker.child.stop(within: Self.stopSeconds)
        return [
            figure("start, all open, \(name)", broker.startSeconds + opening, "s"),
            figure("first batch to each, \(name)", produced[0], "s"),
            figure("a batch to each, \(name)", produced.dropFirst().min() ?? produced[0], "s"),
            figure("batches refused, \(name)", Double(refusals), "", .atMost(0)),
            figure("fetch from each, \(name)", fetched, "s"),
            figure("partitions that lack batches", Double(missing), "", .atMost(0)),
            figure("Metadata of all, median", listed.sorted()[listed.count / 2] * 1e3, "ms"),
            figure("open files, \(name)", Double(files), ""),
            figure("resident, at most, \(name)", Double(usage?.maxResidentBytes ?? 0) / 1e6, "MB"),
            figure("stop, \(name)", (ContinuousClock.now - began).seconds, "s"),
        ]
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let began = ContinuousClock.now
        try body()
        return (ContinuousClock.now - began).seconds
    }

    /// Returns when the broker has opened what was there when it started.
    private func awaitOpening(_ asker: BenchAsker) throws {
        let began = ContinuousClock.now
        var remaining: Int32 = 1
        while remaining > 0 {
            try asker.ask([DescribeStorageRequest(topics: [])], version: 0, inFlight: 1) { response in
                remaining = response.directories.reduce(0) { $0 + $1.remainingLogs }
            }
            if remaining > 0 { usleep(5_000) }
            guard ContinuousClock.now - began < .seconds(120) else {
                throw BenchError("\(remaining) partitions were not opened")
            }
        }
    }

    /// Returns how many batches the broker has refused.
    private func produce(_ asker: BenchAsker) throws -> Int {
        let batch = try BenchBatches.make(byteCount: 200).bytes
        let requests = requests { partition in
            ProduceRequest.PartitionProduceData(index: partition, records: .bytes(batch))
        }.map { topic, partitions in
            ProduceRequest(
                acks: -1, timeoutMs: 60_000, topicData: [.init(name: topic, partitionData: partitions)])
        }
        var refused = 0
        try asker.ask(requests, version: 12, inFlight: Self.requestsInFlight) { response in
            for topic in response.responses {
                refused += topic.partitionResponses.filter { $0.errorCode != .none }.count
            }
        }
        return refused
    }

    /// Returns from how many partitions came fewer batches than were sent. What has to be read from the disk
    /// does not keep back what is in memory, so whoever got nothing yet asks again.
    private func fetch(_ asker: BenchAsker) throws -> Int {
        var wanted = requests { $0 }
        for _ in 0..<Self.fetchPasses where !wanted.isEmpty {
            let requests = wanted.map { topic, partitions in
                FetchRequest(
                    maxWaitMs: 500, minBytes: 1, maxBytes: 50 << 20,
                    topics: [
                        .init(
                            topic: topic,
                            partitions: partitions.map {
                                .init(partition: $0, fetchOffset: 0, partitionMaxBytes: 1 << 20)
                            })
                    ])
            }
            var lacking: [(topic: String, parts: [PartitionIndex])] = []
            try asker.ask(requests, version: 12, inFlight: 1) { response in
                for topic in response.responses {
                    let parts = try topic.partitions.filter { try batchCount(in: $0) < Self.rounds }
                    if !parts.isEmpty { lacking.append((topic.topic, parts.map(\.partitionIndex))) }
                }
            }
            wanted = lacking
        }
        return wanted.reduce(0) { $0 + $1.parts.count }
    }

    private func batchCount(in partition: FetchResponse.PartitionData) throws -> Int {
        var batches = RecordBatches(partition.records?.buffer ?? ByteBuffer())
        var count = 0
        while try batches.next() != nil { count += 1 }
        return count
    }

    private func list(_ asker: BenchAsker) throws {
        try asker.ask([MetadataRequest(topics: nil)], version: 12, inFlight: 1) { response in
            let count = response.topics.reduce(0) { $0 + $1.partitions.count }
            guard count >= partitionCount else { throw BenchError("Metadata lists \(count) partitions") }
        }
    }

    /// Something for each partition, as many in one request as are of one topic.
    private func requests<Part>(_ part: (PartitionIndex) -> Part) -> [(topic: String, parts: [Part])] {
        var left = partitionCount
        return topics.map { topic in
            let count = min(left, BenchTopics.partitionsPerTopic)
            left -= count
            return (topic, (0..<Int32(count)).map { part(PartitionIndex($0)) })
        }
    }

    private func openFiles(of process: pid_t) throws -> Int {
        guard let directory = opendir("/proc/\(process)/fd") else { throw SystemError("listing descriptors") }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return count - 2
    }
}

/// The topics of benchmarks with many partitions.
enum BenchTopics {
    static let partitionsPerTopic = 1_000

    static func names(partitionCount: Int) -> [String] {
        (0..<(partitionCount + partitionsPerTopic - 1) / partitionsPerTopic).map { "topic-\($0)" }
    }

    /// Returns how long it took to create them.
    static func create(partitionCount: Int, at address: ServerAddress) async throws -> Double {
        let client = try Client(
            configuration: ClientConfiguration(bootstrapServers: [address], clientID: "martlet-bench"))
        let began = ContinuousClock.now
        var left = partitionCount
        for name in names(partitionCount: partitionCount) {
            let count = min(left, partitionsPerTopic)
            try await Admin(client: client).createTopic(NewTopic(name: name, partitionCount: count))
            left -= count
        }
        let time = (ContinuousClock.now - began).seconds
        await client.close()
        return time
    }
}

/// Asks a broker over one connection.
struct BenchAsker {
    private let socket: Socket

    var descriptor: Int32 { socket.descriptor }

    init(_ address: ServerAddress) throws {
        socket = try Socket.connect(host: address.host, port: address.port)
    }

    /// Sends the requests, some at a time, and hands over the answers in their order.
    func ask<Body: Request>(
        _ requests: [Body], version: Int16, inFlight: Int, _ answered: (Body.Response) throws -> Void
    ) throws {
        var sent = 0
        for received in requests.indices {
            while sent < min(requests.count, received + inFlight) {
                try send(requests[sent], version: version)
                sent += 1
            }
            try answered(try receive(Body.self, version: version))
        }
    }

    func send(_ request: some Request, version: Int16) throws {
        let frame = try encodeRequestFrame(
            request, version: version, correlationID: 0, clientID: "martlet-bench")
        let bytes = RequestBytes([frame.buffer])
        try withExtendedLifetime(bytes) { try socket.sendAll(UnsafeRawBufferPointer(bytes.bytes)) }
    }

    /// The next answer, which is to a request of this kind.
    func receive<Body: Request>(_ type: Body.Type, version: Int16) throws -> Body.Response {
        var reader = ProtocolReader(try receive())
        _ = try ResponseHeader.decode(from: &reader, apiKey: Body.apiKey, version: version)
        return try Body.Response(from: &reader, version: version)
    }

    private func receive() throws -> ByteBuffer {
        var size = ByteBuffer()
        try receive(4, into: &size)
        guard let count = size.readInteger(as: Int32.self), count >= 0 else {
            throw BenchError("the broker's answer has no length")
        }
        var answer = ByteBufferAllocator().buffer(capacity: Int(count))
        try receive(Int(count), into: &answer)
        return answer
    }

    private func receive(_ count: Int, into buffer: inout ByteBuffer) throws {
        var isWhole = true
        try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            isWhole = try socket.receiveAll(UnsafeMutableRawBufferPointer(rebasing: space[..<count]))
            return count
        }
        if !isWhole { throw BenchError("the broker closed the connection") }
    }
}
