import MartletModel
import MartletProtocol
import MartletStorage
import Synchronization
import Testing

@testable import MartletNode

/// An I/O error at each change that a node makes in its second directory, one after the other: whichever it
/// is, what was acknowledged is there after a restart, and the first directory serves all the while.
@Suite struct DiskFaultTests {
    private static let dirs = ["log.dirs=/data,/second"]
    private static let large = String(repeating: "x", count: 400_000)

    /// Fails one change in `/second`.
    private final class Saboteur: Sendable {
        private let state: Mutex<(done: Int, victim: Int)>

        init(victim: Int) {
            state = Mutex((0, victim))
        }

        var hasStruck: Bool { state.withLock { $0.done > $0.victim } }

        func watch(_ fileSystem: MemoryFileSystem) {
            fileSystem.intercept { [self] operation, path in
                guard path.hasPrefix("/second") else { return .proceed }
                switch operation {
                case .read, .list, .attributes, .space, .lock, .open: return .proceed
                default: break
                }
                let isVictim = state.withLock { state in
                    defer { state.done += 1 }
                    return state.done == state.victim
                }
                guard isVictim else { return .proceed }
                let error = StorageError.system(operation: "change", path: path, code: 5)
                if case .write(let count) = operation { return .tear(after: count / 2, error) }
                return .fail(error)
            }
        }
    }

    private func name(_ partition: PartitionIndex) -> TopicPartition {
        TopicPartition(topic: "orders", partition: partition)
    }

    /// The names of the records, of which each is a batch.
    private func names(_ client: SimulatedClient, _ partition: PartitionIndex) throws -> [String] {
        var names: [String] = []
        while true {
            let data = try client.fetch("orders", from: Offset(Int64(names.count)), partition: partition)
            #expect(data.errorCode == .none)
            let found = try client.values(data).map { String($0.prefix { $0 != " " }) }
            if found.isEmpty { return names }
            names += found
        }
    }

    /// Returns whether the saboteur had a victim.
    private func run(victim: Int) throws -> Bool {
        let node = try SimulatedNode(Self.dirs)
        let client = node.connect()
        #expect(try client.createTopic("orders", partitions: 2) == ErrorCode.none)
        #expect(try client.alter(topic: "orders", ["segment.bytes": "1048576"]) == ErrorCode.none)
        let here: PartitionIndex =
            node.node.directories.directory(of: name(0))?.path == "/data" ? 0 : 1
        let there: PartitionIndex = here == 0 ? 1 : 0
        let saboteur = Saboteur(victim: victim)
        saboteur.watch(node.world.fileSystem)
        var acknowledged: [String] = []
        for index in 0..<6 {
            let record = ["\(index) " + Self.large]
            #expect(try client.produce(record, to: "orders", partition: here).errorCode == .none)
            if try client.produce(record, to: "orders", partition: there).errorCode == .none {
                // Nothing is acknowledged after the failure.
                #expect(acknowledged.count == index)
                acknowledged.append("\(index)")
            }
            // With checkpoints in between.
            node.world.pass(.seconds(31))
        }
        let hasStruck = saboteur.hasStruck
        node.world.fileSystem.intercept(with: nil)
        let health = node.node.directories.directory(at: "/second")?.health
        #expect(health?.isBroken == hasStruck && node.failure == nil)
        #expect(try names(client, here).count == 6)
        if victim % 2 == 0 { node.stop() }
        let again = try node.restart(Self.dirs).connect()
        #expect(try names(again, here).count == 6)
        // A record that was not acknowledged may be there all the same.
        #expect(try names(again, there).starts(with: acknowledged))
        #expect(try again.produce(["new"], to: "orders", partition: there).errorCode == .none)
        return hasStruck
    }

    @Test func `whichever change fails, nothing acknowledged is lost and the other directory serves`() throws
    {
        var victim = 0
        while try run(victim: victim) { victim += 1 }
        #expect(victim > 20)
    }
}
