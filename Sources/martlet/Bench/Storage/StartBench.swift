import Glibc
import MartletClient
import MartletModel
import MartletRecords
import MartletStorage

/// A broker that starts on a directory with many partitions of three segments each, which was closed.
struct StartBench {
    let directory: String
    let partitionCount: Int

    private var data: String { "\(directory)/data" }

    func run() async throws -> [StorageFigure] {
        let created = try await makeTopics()
        try fill()
        let start = try start()
        sleep(1)
        let idle = ProcessUsage(of: start.child.id)
        sleep(5)
        let later = ProcessUsage(of: start.child.id)
        let began = ContinuousClock.now
        start.child.stop()
        let stopped = (ContinuousClock.now - began).seconds
        let subject = "\(partitionCount) partitions of 3 segments"
        func figure(
            _ name: String, _ value: Double, _ unit: String, _ bound: StorageFigure.Bound? = nil
        ) -> StorageFigure {
            StorageFigure(name: name, subject: subject, value: value, unit: unit, bound: bound)
        }
        let isReference = partitionCount == 10_000
        return [
            figure("create", created, "s"),
            figure("start, first answer", start.ready, "s"),
            figure("start, all open", start.open, "s", isReference ? .atMost(2) : nil),
            figure(
                "resident, all open", Double(idle?.residentBytes ?? 0) / 1e6, "MB",
                isReference ? .atMost(300) : nil),
            figure("resident, at most", Double(idle?.maxResidentBytes ?? 0) / 1e6, "MB"),
            figure("idle CPU", ((later?.cpuSeconds ?? 0) - (idle?.cpuSeconds ?? 0)) / 5 * 100, "%"),
            figure("stop", stopped, "s"),
        ]
    }

    /// Returns how long it took to create them.
    private func makeTopics() async throws -> Double {
        let broker = try BrokerProcess.start(in: directory, settings: [])
        defer { broker.child.stop() }
        return try await BenchTopics.create(partitionCount: partitionCount, at: broker.address)
    }

    /// Three segments in each partition, closed as a broker closes them. Written without syncs.
    private func fill() throws {
        var generator = SystemRandomNumberGenerator()
        let directory = try LogDirectory.open(
            data, fileSystem: UnsyncedFileSystem(), nodeID: 1, using: &generator)
        let batch = ValidatedBatch(trusted: try BenchBatches.make(byteCount: 1_000, isIdempotent: false))
        var ends: [TopicPartition: Offset] = [:]
        for partition in directory.partitions {
            guard let topicID = partition.topicID else { continue }
            let (log, _) = try PartitionLog.open(
                directory: partition.path, topicPartition: partition.topicPartition, topicID: topicID,
                configuration: LogConfiguration(), fileSystem: directory.fileSystem, isClean: true, now: 0)
            for index in 0..<15 {
                if index == 5 || index == 10 { try log.roll(now: 0) }
                _ = try log.append(batch, leaderEpoch: 0, now: 0)
            }
            try log.close()
            ends[partition.topicPartition] = log.logEndOffset
        }
        try directory.writeCheckpoints(recoveryPoints: ends, logStartOffsets: [:], highWatermarks: ends)
        try directory.markClean(brokerEpoch: 0)
        directory.release()
    }

    /// Seconds until the broker answers, and until every partition is open, as its log tells.
    private func start() throws -> (child: ChildProcess, ready: Double, open: Double) {
        let (portFile, errors) = ("\(directory)/port", "\(directory)/start.log")
        unlink(portFile)
        let began = ContinuousClock.now
        let child = try ChildProcess(
            [
                "server", "--port-file", portFile, "--log-level", "debug", "--data", data,
                "--set", "listeners=PLAINTEXT://127.0.0.1:0",
            ], errors: errors)
        var ready: Double?
        while child.isRunning, ContinuousClock.now - began < .seconds(120) {
            let time = (ContinuousClock.now - began).seconds
            if ready == nil, (try? readText(portFile))?.contains(where: \.isNumber) == true { ready = time }
            if let ready, (try? readText(errors))?.contains("All partitions are open") == true {
                return (child, ready, time)
            }
            usleep(2_000)
        }
        throw BenchError("the broker did not open its partitions; see \(errors)")
    }
}
