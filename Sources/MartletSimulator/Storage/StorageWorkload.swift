import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

/// Drives the storage engine through all that it can do, as a seed says, and keeps the model of what it was
/// told.
///
/// A class, as the hook that cuts the power looks at the model while an operation is under way.
final class StorageWorkload {
    /// No index has fewer entries than this asks for.
    static let greatestIndexInterval: Int64 = 1_200

    let disk: MemoryFileSystem
    /// What the process sees as its disk; a sabotaged one, perhaps.
    let fileSystem: any FileSystem
    private(set) var model = StorageModel()
    private(set) var process: StorageProcess?
    var generator: SeededGenerator
    var clock: Int64 = 1_000_000
    /// What is being done, for the trace.
    private(set) var step = "start"
    /// The same without the partition.
    private(set) var kind = "start"
    var flushes: [HeldFlush] = []
    var leftovers: [Leftover] = []
    var marks: [TopicPartition: RecoveryMark] = [:]
    var rewrites: [TopicPartition: HeldRewrite] = [:]
    var nextTopic: UInt64 = 1
    var nextProducerEpoch: Int16 = 0
    var written = 0

    struct HeldFlush {
        var name: TopicPartition
        var flush: LogFlush
        var hasRun = false
    }

    /// A job that was planned, and has not run.
    enum HeldRewrite {
        case compaction(CompactionJob)
        case recompression(RecompressionJob)
    }

    /// What is removed some time after it left its log.
    enum Leftover {
        case segment(RetiredSegment)
        case directory(String)
    }

    init(seed: UInt64, disk: MemoryFileSystem, fileSystem: any FileSystem) {
        self.disk = disk
        self.fileSystem = fileSystem
        generator = SeededGenerator(seed: seed)
    }

    /// Where each log begins and ends, for the trace.
    var summary: String {
        model.names.map { name in
            let history = model.partitions[name]?.history ?? LogHistory()
            return "\(name) \(history.start)..<\(history.end), durable \(history.durableEnd)"
        }.joined(separator: "; ")
    }

    var now: Timestamp { Timestamp(clock) }

    func update(_ name: TopicPartition, _ change: (inout PartitionModel) -> Void) {
        model.update(name, change)
    }

    func compactionBegins(_ name: TopicPartition) throws {
        guard var partition = model.partitions[name] else { return }
        try partition.history.beginCompaction()
        model.partitions[name] = partition
    }

    // MARK: - Topics

    private static let topicPartitions = [
        TopicPartition(topic: "birds", partition: 0), TopicPartition(topic: "nests", partition: 2),
    ]

    /// A partition that the metadata knows from now on.
    func makePartition(_ name: TopicPartition) {
        var configuration = LogConfiguration()
        configuration.segmentBytes = Int64.random(in: 1_200...6_000, using: &generator)
        if generator.happens(0.2) { configuration.segmentBytes *= 5 }
        configuration.indexIntervalBytes = Int64.random(
            in: 0...Self.greatestIndexInterval, using: &generator)
        configuration.retentionMilliseconds = -1
        if generator.happens(0.5) {
            configuration.isCompacted = true
            configuration.isDeleted = generator.happens(0.5)
            configuration.deleteRetentionMilliseconds = 100
        }
        if generator.happens(0.5) {
            configuration.segmentCompression = ([.gzip, .lz4, .zstd] as [Compression])
                .randomElement(using: &generator)
        }
        let id = TopicID(Uuid(high: 0x4D61_7274, low: nextTopic))
        nextTopic += 1
        model.partitions[name] = PartitionModel(topicID: id, configuration: configuration)
    }

    // MARK: - Processes

    /// The first process, on an empty disk.
    func begin() throws {
        let count = generator.happens(0.5) ? 1 : 2
        for name in Self.topicPartitions.prefix(count) { makePartition(name) }
        try startProcess()
    }

    /// What the last process held is gone; a new one opens what it left.
    func startProcess() throws {
        process = try StorageProcess(on: fileSystem, model, now: now, seed: generator.next())
    }

    /// The new process's logs are what there is, from now on.
    func adopt() {
        guard let process else { return }
        for name in model.names {
            update(name) { $0.history.adopt(process.logs[name]) }
        }
    }

    /// The process is about to die.
    func abandonProcess() {
        process = nil
        flushes = []
        leftovers = []
        marks = [:]
        rewrites = [:]
        (step, kind) = ("crash", "crash")
    }

    func stopCleanly() throws {
        (step, kind) = ("stop", "stop")
        for name in model.names {
            if let log = process?.logs[name] { try finishJobs(name, log) }
        }
        try process?.stop { name, log in
            update(name) { $0.history.durableEnd = log.logEndOffset }
        }
        for name in model.names {
            update(name) { $0.history.durableStart = $0.history.start }
        }
        abandonProcess()
    }

    // MARK: - Steps

    /// Does one thing. Throws what the engine throws: on a disk without faults there is nothing to throw.
    func takeStep() throws {
        guard let process, let name = model.names.randomElement(using: &generator),
            let log = process.logs[name]
        else { return }
        clock += Int64.random(in: 1...50, using: &generator)
        disk.setTime(milliseconds: clock)
        let (kind, act) = drawStep()
        step = "\(kind) \(name)"
        self.kind = kind
        try act(self)(process, name, log)
    }

    private typealias Act =
        @Sendable (StorageWorkload) -> (StorageProcess, TopicPartition, PartitionLog) throws -> Void

    private static let steps: [(weight: Int, kind: String, act: Act)] = [
        (40, "append to", append),
        (5, "roll", roll),
        (8, "flush", flushAtOnce),
        (5, "begin a flush of", beginFlush),
        (5, "run a flush", runFlush),
        (5, "finish a flush", finishFlush),
        (3, "begin an epoch of", beginEpoch),
        (4, "delete records of", deleteRecords),
        (6, "apply retention to", applyRetention),
        (3, "remove what is left of", removeLeftovers),
        (3, "truncate", truncate),
        (1, "restart", restart),
        (6, "checkpoint, not only", checkpoint),
        (5, "begin a mark of", beginMark),
        (5, "finish a mark of", finishMark),
        (9, "begin a rewrite of", beginRewrite),
        (9, "finish a rewrite of", finishRewrite),
        (3, "configure", configure),
        (1, "delete and make again", recreate),
    ]
    private static let totalWeight = steps.reduce(0) { $0 + $1.weight }

    private func drawStep() -> (kind: String, act: Act) {
        var drawn = Int.random(in: 0..<Self.totalWeight, using: &generator)
        for step in Self.steps {
            if drawn < step.weight { return (step.kind, step.act) }
            drawn -= step.weight
        }
        preconditionFailure("the weights' sum is the total")
    }
}
