import MartletModel
import MartletStorage
import NIOCore
import Synchronization
import Testing

/// Counts the operations that change something, and lets one fail.
private final class Saboteur: Sendable {
    private let state: Mutex<(done: Int, victim: Int)>

    init(victim: Int) {
        state = Mutex((0, victim))
    }

    var hasStruck: Bool { state.withLock { $0.done > $0.victim } }

    func watch(_ fileSystem: MemoryFileSystem) {
        fileSystem.intercept { [self] operation, path in
            switch operation {
            case .write, .rename, .remove, .open, .truncate, .createDirectory: break
            // A failed sync takes the log offline, which has its own test.
            default: return .proceed
            }
            let isVictim = state.withLock { state in
                defer { state.done += 1 }
                return state.done == state.victim
            }
            guard isVictim else { return .proceed }
            if case .write(let count) = operation { return .tear(after: count / 2, .full(path: path)) }
            return .fail(.full(path: path))
        }
    }
}

@Suite struct LogFaultTests {
    @Test func `whichever operation fails, what was appended stays and what was not is not there`() throws {
        var configuration = LogConfiguration()
        configuration.segmentBytes = 400
        configuration.indexIntervalBytes = 1
        var failures = 0
        for victim in 0..<200 {
            let bench = try Workbench()
            let (log, _) = try bench.open(configuration)
            let saboteur = Saboteur(victim: victim)
            saboteur.watch(try bench.memory)
            var expected: [ReadRecord] = []
            for index in 0..<12 {
                let value = "value \(index) " + String(repeating: "v", count: index * 5)
                do {
                    let result = try log.append([value], epoch: LeaderEpoch(Int32(index / 5)))
                    expected.append(ReadRecord(offset: result.baseOffset, value: value))
                } catch AppendError.storage(.full) {
                    failures += 1
                }
                #expect(log.logEndOffset == Offset(Int64(expected.count)))
            }
            try bench.memory.intercept(with: nil)
            #expect(try log.records() == expected)
            try log.append(["last"], epoch: 9)
            expected.append(ReadRecord(offset: log.logEndOffset - Int64(1), value: "last"))
            let (crashed, report) = try bench.open(configuration, isClean: false)
            #expect(report?.truncated == nil)
            #expect(try crashed.records() == expected)
            try log.close()
            #expect(try bench.open(configuration).log.records() == expected)
            if !saboteur.hasStruck { break }
        }
        #expect(failures > 20)
    }
}
