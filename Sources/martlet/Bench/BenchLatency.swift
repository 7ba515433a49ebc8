import ArgumentParser
import Glibc
import MartletClient
import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore

struct BenchLatency: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "How long single records take, to the acknowledgement and to a consumer.",
        discussion: """
            Sends records one by one at a steady rate, each in a request of its own, while a second \
            connection fetches them. A record that is late because the one before was slow counts from when \
            it was due: what a user would wait is what is measured.
            """)

    @Option(help: "Who must have a record before it is acknowledged: 1, all.")
    var acks: Acks = .all

    @Option(help: "Records for each second.")
    var rate = 1_000

    @Option(help: "For how long.")
    var seconds = 10

    @OptionGroup var options: BenchOptions

    func validate() throws {
        if acks == .none {
            throw ValidationError("--acks 0 gets no answers, and without them nothing is measured")
        }
        if !(1...1_000_000).contains(rate) { throw ValidationError("--rate is 1 to 1000000") }
        if !(1...86_400).contains(seconds) { throw ValidationError("--seconds is 1 to 86400") }
    }

    func run() async throws {
        let report = try await options.withTopic { partition, leader in
            try LatencyRun(
                partition: partition, leader: leader, recordBytes: options.recordBytes, acks: acks,
                rate: rate,
                seconds: seconds, process: options.brokerPid
            ).run()
        }
        print(BenchReport.latencyTable([report]), terminator: "")
        try options.write([report])
    }
}

/// One measurement of latency: a producer and a consumer in one thread, which waits for whichever has news.
struct LatencyRun {
    var partition: TopicPartition
    var leader: ServerAddress
    var recordBytes: Int
    var acks: Acks
    var rate = 1_000
    var seconds = 10
    var process: Int32?
    /// Where the partition ends before the run.
    var start: Offset = 0

    /// The first second tells of files that are made and memory that is touched for the first time.
    private static let warmUp = Duration.seconds(1)

    private struct State {
        var produce: ProduceLoad
        var fetch: FetchLoad
        var acknowledged = 0
        var received = 0
        var latency = Latency()
        var endToEnd = Latency()
    }

    func run() throws -> BenchReport {
        let producer = try Socket.connect(host: leader.host, port: leader.port)
        let consumer = try Socket.connect(host: leader.host, port: leader.port)
        var state = State(
            produce: try ProduceLoad(
                partition, acks: acks.acknowledgement.rawValue, recordBytes: recordBytes, batchBytes: 1),
            fetch: FetchLoad(partition, from: start, upTo: Offset(Int64.max), maxBytes: 4 << 20))
        let clock = ContinuousClock()
        let total = rate * seconds
        let interval = Duration.seconds(1) / rate
        let before = process.flatMap(ProcessUsage.init)
        let start = clock.now
        var sent = 0
        var (produceReader, fetchReader) = (ResponseReader(), ResponseReader())
        try fetch(&state, consumer)
        while state.acknowledged < total || state.received < total {
            let now = clock.now
            if now - start > .seconds(seconds + 60) {
                throw BenchError("\(total - state.acknowledged) records were never acknowledged")
            }
            while sent < total && start + interval * sent <= now {
                if let bytes = state.produce.next(correlationID: Int32(truncatingIfNeeded: sent)) {
                    try producer.sendAll(bytes)
                }
                sent += 1
            }
            let next = sent < total ? max(.zero, start + interval * sent - clock.now) : .seconds(1)
            let (produced, fetched) = try wait(producer, consumer, next)
            if produced { try takeAcknowledgements(&state, &produceReader, producer, start, interval) }
            if fetched { try takeRecords(&state, &fetchReader, consumer, start, interval) }
        }
        var report = BenchReport("latency")
        report.seconds = (clock.now - start).seconds
        report.byteCount = Int64(total) * Int64(state.produce.template.bytes.readableBytes)
        report.setUsage(before: before, after: process.flatMap(ProcessUsage.init))
        (report.recordBytes, report.acks, report.recordCount) = (recordBytes, acks.rawValue, Int64(total))
        (report.latency, report.endToEnd) = (state.latency, state.endToEnd)
        return report
    }

    private func fetch(_ state: inout State, _ socket: Socket) throws {
        if let bytes = state.fetch.next(correlationID: 0) { try socket.sendAll(bytes) }
    }

    private func takeAcknowledgements(
        _ state: inout State, _ reader: inout ResponseReader, _ socket: Socket,
        _ start: ContinuousClock.Instant, _ interval: Duration
    ) throws {
        try reader.receive(from: socket) { response in
            _ = try state.produce.answered(response)
            let due = start + interval * state.acknowledged
            if due - start >= Self.warmUp || seconds == 1 { state.latency.record(.now - due) }
            state.acknowledged += 1
        }
    }

    private func takeRecords(
        _ state: inout State, _ reader: inout ResponseReader, _ socket: Socket,
        _ start: ContinuousClock.Instant, _ interval: Duration
    ) throws {
        var isAnswered = false
        try reader.receive(from: socket) { response in
            isAnswered = true
            let count = try state.fetch.answeredBatches(response)
            for _ in 0..<count {
                let due = start + interval * state.received
                if due - start >= Self.warmUp || seconds == 1 { state.endToEnd.record(.now - due) }
                state.received += 1
            }
        }
        if isAnswered { try fetch(&state, socket) }
    }

    /// `poll` counts in milliseconds, which is too coarse here.
    private func wait(_ first: Socket, _ second: Socket, _ time: Duration) throws -> (Bool, Bool) {
        var ready = fd_set()
        try ready.insert(first.descriptor)
        try ready.insert(second.descriptor)
        let (seconds, attoseconds) = time.components
        var timeout = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        let count = pselect(max(first.descriptor, second.descriptor) + 1, &ready, nil, nil, &timeout, nil)
        if count < 0 && errno != EINTR { throw SystemError("waiting for an answer") }
        guard count > 0 else { return (false, false) }
        return (ready.contains(first.descriptor), ready.contains(second.descriptor))
    }
}

extension fd_set {
    private static let bitCount = MemoryLayout<fd_set>.size * 8

    fileprivate mutating func insert(_ descriptor: Int32) throws {
        guard descriptor < Self.bitCount else { throw SystemError("waiting for an answer", code: EMFILE) }
        withUnsafeMutableBytes(of: &self) { $0[Int(descriptor) / 8] |= 1 << UInt8(descriptor % 8) }
    }

    fileprivate func contains(_ descriptor: Int32) -> Bool {
        withUnsafeBytes(of: self) { $0[Int(descriptor) / 8] & 1 << UInt8(descriptor % 8) != 0 }
    }
}
