import Glibc
import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// What recompression costs and saves, by codec and level, on records like those of a web shop: a sealed
/// segment is rewritten by the storage engine's own job.
struct RecompressionBench {
    struct Row {
        var compression: Compression
        var level: Int?
        /// Of the segment as it was, for each second of the thread's CPU time.
        var megabytesPerSecond: Double
        /// How many times smaller it became.
        var ratio: Double

        func write(to json: inout JSONText) {
            json.object { json in
                json.string("codec", compression.name)
                if let level { json.number("level", Int64(level)) }
                json.number("megabytesPerSecond", megabytesPerSecond)
                json.number("ratio", ratio)
            }
        }
    }

    /// Where a segment is written, and removed again.
    var directory: String
    var segmentBytes = 64 << 20
    var batchBytes = 32 << 10

    static let settings: [(Compression, [Int?])] = [
        (.gzip, [1, 6, 9]), (.snappy, [nil]), (.lz4, [9, 3, 12]), (.zstd, [1, 3, 6, 9, 12, 19]),
    ]

    func run() throws -> [Row] {
        let fileSystem = POSIXFileSystem()
        let path = "\(directory)/martlet-recompression-\(getpid())"
        defer { try? fileSystem.remove(path) }
        var samples = ShopEvents()
        var batches: [ValidatedBatch] = []
        var byteCount = 0
        while byteCount < segmentBytes {
            batches.append(ValidatedBatch(trusted: try samples.batch(byteCount: batchBytes)))
            byteCount += batches[batches.count - 1].byteCount
        }
        return try Self.settings.flatMap { compression, levels in
            try levels.map { level in
                try fileSystem.remove(path)
                return try measure(compression, level, batches, path, fileSystem)
            }
        }
    }

    private func measure(
        _ compression: Compression, _ level: Int?, _ batches: [ValidatedBatch], _ path: String,
        _ fileSystem: POSIXFileSystem
    ) throws -> Row {
        var configuration = LogConfiguration()
        configuration.segmentCompression = compression
        switch compression {
        case .gzip: configuration.gzipLevel = level ?? configuration.gzipLevel
        case .lz4: configuration.lz4Level = level ?? configuration.lz4Level
        case .zstd: configuration.zstdLevel = level ?? configuration.zstdLevel
        case .none, .snappy: break
        }
        let log = try PartitionLog.open(
            directory: path, topicPartition: TopicPartition(topic: "bench", partition: 0),
            topicID: TopicID(Uuid(high: 1, low: 1)), configuration: configuration, fileSystem: fileSystem,
            isClean: true, now: 0
        ).log
        for batch in batches { _ = try log.append(batch, leaderEpoch: 0, now: 0) }
        try log.roll(now: 0)
        if let flush = log.beginFlush() {
            try flush.run()
            log.finishFlush(flush)
        }
        guard let job = try log.planRecompression() else { throw BenchError("there is nothing to rewrite") }
        let start = Self.threadSeconds()
        guard let outcome = try job.run(pace: UnlimitedPace()) else { throw BenchError("the job stopped") }
        let seconds = Self.threadSeconds() - start
        _ = log.finish(job, outcome)
        return Row(
            compression: compression, level: level,
            megabytesPerSecond: Double(outcome.byteCountBefore) / 1e6 / seconds,
            ratio: Double(outcome.byteCountBefore) / Double(outcome.byteCount))
    }

    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func table(_ rows: [Row]) -> String {
        var table = Table(["codec", "level", "MB/s", "times smaller"], rightAligned: [1, 2, 3])
        for row in rows {
            table.append([
                row.compression.name, row.level.map { "\($0)" } ?? "-",
                Figures.decimal(row.megabytesPerSecond, digits: 0), Figures.decimal(row.ratio, digits: 2),
            ])
        }
        return table.text
    }
}

/// Made-up events as JSON, about 400 bytes each: names repeat, identifiers do not.
struct ShopEvents {
    private static let actions = ["view", "search", "add_to_cart", "remove_from_cart", "checkout", "pay"]
    private static let agents = [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
        "ShopApp/4.12.1 (iPhone; iOS 17.5)", "ShopApp/4.11.0 (Android 14; Pixel 8)",
    ]
    private static let countries = ["DE", "FR", "US", "GB", "JP", "BR", "IN", "PL", "SE", "AT"]

    private var state: UInt64 = 1
    private var time: Int64 = 1_760_000_000_000

    /// A batch about as long as asked for, without compression.
    mutating func batch(byteCount: Int) throws -> RecordBatch {
        var builder = RecordBatchBuilder(expectedByteCount: byteCount + 1_024)
        repeat {
            let user = next() % 200_000
            builder.append(
                key: ByteBuffer(string: "user-\(user)"), value: ByteBuffer(string: event(user)),
                timestamp: Timestamp(time))
        } while builder.estimatedByteCount < byteCount
        return try builder.build()
    }

    private mutating func event(_ user: UInt64) -> String {
        time += Int64(next() % 20)
        let product = next() % 5_000
        return """
            {"id":"\(hex())-\(hex())","time":\(time),"user":\(user),"session":"\(hex())",\
            "action":"\(pick(Self.actions))","product":{"id":\(product),"name":"Article no. \(product)",\
            "price":\(next() % 200).\(10 + next() % 90),"currency":"EUR"},"quantity":\(1 + next() % 4),\
            "country":"\(pick(Self.countries))",\
            "referrer":"https://www.example.com/shop/\(product % 40)/list",\
            "agent":"\(pick(Self.agents))"}
            """
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices[Int(next() % UInt64(choices.count))]
    }

    private mutating func hex() -> String {
        String(next(), radix: 16)
    }

    /// SplitMix64: the same events each time.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
