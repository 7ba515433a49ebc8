import MartletModel
import MartletProtocol
import MartletStorage
import Testing

@testable import MartletNode

@Suite struct BackgroundJobTests {
    /// A kind of job that notes what becomes of it.
    // Sendable: a test uses it from one thread only.
    private final class NotedWork: BackgroundWork, @unchecked Sendable {
        let kind: BackgroundKind
        var error: StorageError?
        var notes: [String] = []
        var ends: [BackgroundJobEnd] = []

        init(_ kind: BackgroundKind = .compaction, error: StorageError? = nil) {
            self.kind = kind
            self.error = error
        }

        func plan(_ replica: PartitionReplica, now: Timestamp) throws(StorageError) -> Int? {
            replica.log.byteCount == 0 ? nil : Int(replica.log.byteCount)
        }

        func run(_ job: Int, pace: any IOPace) throws(StorageError) -> Int? {
            notes.append("run")
            if let error { throw error }
            return pace.moved(byteCount: job) ? job : nil
        }

        func finish(_ job: Int, _ outcome: Int, of replica: PartitionReplica, on shard: isolated Shard) {
            notes.append("finish")
        }

        func abandon(_ job: Int, of replica: PartitionReplica, on shard: isolated Shard) {
            notes.append("abandon")
        }
    }

    private struct Setting {
        var node: SimulatedNode
        var client: SimulatedClient

        /// A node with one partition that has a record.
        init() throws {
            node = try SimulatedNode()
            client = node.connect()
            #expect(try client.createTopic("t") == ErrorCode.none)
            try client.produce(["a"], to: "t")
        }

        func begin(_ work: NotedWork) throws -> Bool {
            let key = try #require(node.withReplica { $1.key })
            let throttle = IOThrottle(
                bytesPerSecond: 1_000, environment: node.world.environment(shardCount: 1))
            return node.onlyOwner.assumeIsolated { shard in
                shard.begin(work, on: key, throttle) { work.ends.append($1) }
            }
        }

        var directoryNames: [String] {
            get throws { try node.world.fileSystem.list("/data").map(\.name) }
        }
    }

    @Test func `a job is run by a background thread and finished by the owner`() throws {
        let setting = try Setting()
        let work = NotedWork()
        #expect(try setting.begin(work))
        #expect(work.notes == [])
        setting.node.world.settle()
        #expect(work.notes == ["run", "finish"])
        #expect(work.ends == [.completed])
    }

    @Test func `where nothing is to do no job begins`() throws {
        let node = try SimulatedNode()
        #expect(try node.connect().createTopic("t") == ErrorCode.none)
        var setting = try Setting()
        setting.node = node
        let work = NotedWork()
        #expect(try !setting.begin(work))
        node.world.settle()
        #expect(work.notes == [])
    }

    @Test func `a deleted partition's directory stays until its job has ended`() throws {
        let setting = try Setting()
        let work = NotedWork()
        setting.node.world.holdJobs()
        #expect(try setting.begin(work))
        let deletion = try setting.client.send(
            DeleteTopicsRequest(topics: [.init(name: "t")]), version: 6)
        setting.node.world.settle()
        #expect(setting.client.reply(to: deletion) == nil)
        #expect(try setting.directoryNames.contains("t-0"))

        setting.node.world.releaseJobs()
        setting.node.world.settle()
        #expect(work.notes == ["run", "abandon"])
        #expect(work.ends == [.cancelled])
        #expect(setting.client.reply(to: deletion) != nil)
        #expect(try !setting.directoryNames.contains("t-0"))
    }

    @Test func `a node that stops ends its jobs before it closes the logs`() throws {
        let setting = try Setting()
        let work = NotedWork()
        setting.node.world.holdJobs()
        #expect(try setting.begin(work))
        setting.node.stop()
        #expect(try !setting.directoryNames.contains(".kafka_cleanshutdown"))

        setting.node.world.releaseJobs()
        setting.node.world.settle()
        #expect(work.notes == ["run", "abandon"])
        #expect(try setting.directoryNames.contains(".kafka_cleanshutdown"))
    }

    private static let broken = StorageError.system(operation: "read", path: "/data", code: 5)

    @Test(arguments: [
        (BackgroundKind.compaction, broken, false), (.recompression, broken, false),
        (.scrubbing, broken, true), (.compaction, .full(path: "/data"), true),
    ])
    func `after an error a job that would meet it again is not tried again`(
        kind: BackgroundKind, error: StorageError, isTriedAgain: Bool
    ) throws {
        let setting = try Setting()
        let work = NotedWork(kind, error: error)
        #expect(try setting.begin(work))
        setting.node.world.settle()
        #expect(work.notes == ["run", "abandon"])
        #expect(work.ends == [.failed])
        #expect(try setting.begin(work) == isTriedAgain)
        // The partition goes on serving.
        #expect(try setting.client.produce(["b"], to: "t").errorCode == ErrorCode.none)
    }
}
