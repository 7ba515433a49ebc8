import MartletModel
import MartletRecords
import NIOCore
import Synchronization
import Testing

@testable import MartletStorage

/// Lets the process die at one of the operations that change something: that one and all after it fail.
final class Executioner: Sendable {
    private let state: Mutex<(done: Int, victim: Int)>
    private let isMercifulAfterwards: Bool

    /// With `once` only the one operation fails, and the process lives on.
    init(victim: Int, once: Bool = false) {
        state = Mutex((0, victim))
        isMercifulAfterwards = once
    }

    var hasStruck: Bool { state.withLock { $0.done > $0.victim } }

    func watch(_ fileSystem: MemoryFileSystem) {
        fileSystem.intercept { [self] operation, path in
            switch operation {
            case .write, .rename, .remove, .open, .truncate, .createDirectory: break
            case .sync, .syncDirectory: if isMercifulAfterwards { return .proceed }
            default: return .proceed
            }
            let position = state.withLock { state in
                defer { state.done += 1 }
                return state.done - state.victim
            }
            guard position == 0 || (position > 0 && !isMercifulAfterwards) else { return .proceed }
            if case .write(let count) = operation { return .tear(after: count / 2, .full(path: path)) }
            return .fail(.full(path: path))
        }
    }
}

extension PartitionLog {
    /// Replaces sealed segments by what is left of them without the batches at some offsets.
    @discardableResult
    func rewrite(_ indexes: Range<Int>, without dropped: Set<Offset>) throws -> [RetiredSegment] {
        let rewrite = try beginRewrite(of: indexes)
        do {
            try rewrite.swapIn(try rewrite.replacement(without: dropped))
        } catch {
            #expect(endRewrite(rewrite).isEmpty)
            throw error
        }
        return endRewrite(rewrite)
    }
}

extension SegmentRewrite {
    func replacement(without dropped: Set<Offset>) throws -> ReplacementSegment {
        var writer = try ReplacementWriter(self, indexIntervalBytes: 1)
        for source in sources {
            let file = try fileSystem.open(path(.log, of: source), .read)
            var scanner = SegmentScanner(file, upTo: source.byteCount)
            while let batch = try scanner.nextWhole() {
                if !dropped.contains(batch.header.baseOffset) { try writer.append(try scanner.read(batch)) }
            }
        }
        return try writer.finish(aborted: [])
    }
}

@Suite struct SegmentRewriteTests {
    private static let configuration: LogConfiguration = {
        var configuration = LogConfiguration()
        configuration.segmentBytes = 300
        configuration.indexIntervalBytes = 1
        configuration.retentionMilliseconds = -1
        return configuration
    }()

    /// Five segments of two batches of 150 bytes, the last of one: offsets 0…8, the time of each 1,000 times
    /// its offset. All of it durable.
    private func log(_ bench: Workbench) throws -> PartitionLog {
        let (log, _) = try bench.open(Self.configuration)
        for index in 0..<9 {
            let made = try batch(byteCount: 150, timestamp: Timestamp(Int64(index) * 1_000))
            _ = try log.append(made, leaderEpoch: 0, now: 0)
        }
        try log.flush()
        #expect(log.segmentCount == 5)
        return log
    }

    private func offsets(_ log: PartitionLog) throws -> [Offset] {
        try log.records().map(\.offset)
    }

    @Test(arguments: Disk.allCases)
    func `a replacement takes the place of its sources`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let log = try log(bench)
        let retired = try log.rewrite(1..<3, without: [2, 4])
        #expect(retired.map(\.baseOffset) == [2, 4] && retired.map(\.byteCount) == [300, 300])
        #expect(log.segmentCount == 4 && log.byteCount == 7 * 150 && !log.isRewriting)
        #expect(try offsets(log) == [0, 1, 3, 5, 6, 7, 8])
        for offset in 0..<9 {
            let found = try log.firstRecord(from: Offset(Int64(offset)))?.offset
            #expect(found == [0, 1, 3, 3, 5, 5, 6, 7, 8][offset])
            let byTime = try log.offset(forTimestamp: Timestamp(Int64(offset) * 1_000))?.offset
            #expect(byTime == found)
        }
        #expect(try bench.names().filter { $0.hasSuffix(".deleted") }.count == 6)
        for segment in retired { try segment.remove(bench.fileSystem) }
        #expect(
            try bench.names().filter { $0.hasPrefix("00000000000000000002") || $0.contains("004.") }
                == ["index", "log", "snapshot", "timeindex"].map { "00000000000000000002.\($0)" })
        try log.append(["more"])
        try log.close()
        #expect(try offsets(try bench.open(Self.configuration).log) == [0, 1, 3, 5, 6, 7, 8, 9])
    }

    @Test func `a replacement can be replaced again`() throws {
        let bench = try Workbench()
        let log = try log(bench)
        try log.rewrite(0..<2, without: [0])
        try log.rewrite(0..<3, without: [1, 4])
        try log.rewrite(0..<1, without: [])
        #expect(try offsets(log) == [2, 3, 5, 6, 7, 8])
        #expect(log.segmentCount == 2)
        let (again, _) = try bench.open(Self.configuration, isClean: false)
        #expect(try offsets(again) == [2, 3, 5, 6, 7, 8])
        #expect(again.logStartOffset == 0 && again.logEndOffset == 9)
    }

    @Test func `wherever the process dies, the next one finds the old segments or the new`() throws {
        let (old, new): ([Offset], [Offset]) = ([0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 3, 5, 6, 7, 8])
        var found: Set<[Offset]> = []
        for victim in 0... {
            // And once more while the second process settles what the first has left.
            for second in 0... {
                let bench = try Workbench()
                let log = try log(bench)
                let executioner = Executioner(victim: victim)
                executioner.watch(try bench.memory)
                _ = try? log.rewrite(1..<3, without: [2, 4])
                if !executioner.hasStruck { return #expect(victim > 20 && found == [old, new]) }
                let another = Executioner(victim: second)
                another.watch(try bench.memory)
                _ = try? bench.open(Self.configuration, recoveryPoint: 9, isClean: false)
                try bench.memory.intercept(with: nil)
                let (opened, report) = try bench.open(
                    Self.configuration, recoveryPoint: 9, isClean: false)
                let left = try offsets(opened)
                #expect([old, new].contains(left), "dead at \(victim) and \(second)")
                #expect(report?.truncated == nil && report?.lostEnd == nil)
                #expect(try !bench.names().contains { $0.hasSuffix("ed") || $0.hasSuffix(".swap") })
                found.insert(left)
                if !another.hasStruck { break }
            }
        }
    }

    @Test func `wherever the power fails, what was durable is found, old or new`() throws {
        let (old, new): ([Offset], [Offset]) = ([0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 3, 5, 6, 7, 8])
        var found: Set<[Offset]> = []
        for seed in 0..<8 as Range<UInt64> {
            for victim in 0... {
                let bench = try Workbench(memory: MemoryFileSystem(faults: DiskFaults(seed: seed)))
                let log = try log(bench)
                try bench.fileSystem.syncDirectory(bench.root)
                let executioner = Executioner(victim: victim)
                executioner.watch(try bench.memory)
                _ = try? log.rewrite(1..<3, without: [2, 4])
                if !executioner.hasStruck { break }
                var generator = SeededGenerator(seed: seed << 32 | UInt64(victim))
                for second in [0, 3, 6, 9, Int.max] {
                    try bench.memory.intercept(with: nil)
                    try bench.memory.cutPower(using: &generator)
                    let another = Executioner(victim: second)
                    another.watch(try bench.memory)
                    _ = try? bench.open(Self.configuration, recoveryPoint: 9, isClean: false)
                }
                try bench.memory.intercept(with: nil)
                let (opened, report) = try bench.open(Self.configuration, recoveryPoint: 9, isClean: false)
                let left = try offsets(opened)
                #expect([old, new].contains(left), "dead at \(victim), seed \(seed)")
                #expect(report?.truncated == nil && report?.lostEnd == nil)
                found.insert(left)
            }
        }
        #expect(found == [old, new])
    }

    @Test func `whichever operation fails, the log serves its records and is rewritten later`() throws {
        for victim in 0... {
            let bench = try Workbench()
            let log = try log(bench)
            let old = try offsets(log)
            let saboteur = Executioner(victim: victim, once: true)
            saboteur.watch(try bench.memory)
            let failed = (try? log.rewrite(1..<3, without: [2, 4])) == nil
            if !saboteur.hasStruck { break }
            try bench.memory.intercept(with: nil)
            // Removing a snapshot may fail, and is done when the log is opened.
            guard failed else { continue }
            guard !log.health.isBroken else { continue }
            #expect(try offsets(log) == old, "failed at \(victim)")
            #expect(try !bench.names().contains { $0.hasSuffix(".deleted") || $0.hasSuffix(".swap") })
            try log.rewrite(1..<3, without: [2, 4])
            #expect(try offsets(log) == [0, 1, 3, 5, 6, 7, 8])
            let (again, _) = try bench.open(Self.configuration, isClean: false)
            #expect(try offsets(again) == [0, 1, 3, 5, 6, 7, 8])
        }
    }

    @Test func `the owner reads the old segments whatever names they have`() throws {
        let bench = try Workbench()
        let log = try log(bench)
        let old = try log.records()
        let rewrite = try log.beginRewrite(of: 1..<3)
        let replacement = try rewrite.replacement(without: [2, 4])
        let slice = try #require(try log.read(from: 2, upTo: 9, maxBytes: 300, minOneBatch: true))
        try rewrite.swapIn(replacement)
        #expect(try log.records() == old)
        #expect(try log.offset(forTimestamp: 4_000)?.offset == 4)
        #expect(try log.maxTimestamp()?.offset == 8)
        // Rolls, deletes and cuts the active segment meanwhile.
        try log.append(["9"])
        try log.append([String(repeating: "a", count: 190)])
        try log.append(["11"])
        try log.append(["12"])
        #expect(try log.deleteRecords(before: 3, highWatermark: 10) == 3)
        #expect(try log.truncate(to: 12).isEmpty)
        let retired = log.endRewrite(rewrite)
        for segment in retired { try segment.remove(bench.fileSystem) }
        #expect(try offsets(log) == [3, 5, 6, 7, 8, 9, 10, 11])
        #expect(try slice.read().readableBytes == 300)
    }

    @Test func `reads on the owner's thread go on while another thread swaps`() async throws {
        let bench = try Workbench(.posix)
        let log = try log(bench)
        for round in 0..<50 {
            let rewrite = try log.beginRewrite(of: 0..<log.rewritableSegmentCount)
            let replacement = try rewrite.replacement(without: [])
            let isDone = Atomic(false)
            async let swapped: Void = {
                defer { isDone.store(true, ordering: .releasing) }
                try rewrite.swapIn(replacement)
            }()
            repeat {
                log.files.closeAll()
                #expect(try offsets(log).map(\.rawValue) == Array(0..<9), "round \(round)")
            } while !isDone.load(ordering: .acquiring)
            try await swapped
            for segment in log.endRewrite(rewrite) {
                try segment.remove(bench.fileSystem)
            }
        }
    }

    @Test func `retention leaves alone what is being rewritten, and goes on afterwards`() throws {
        let bench = try Workbench()
        let log = try log(bench)
        log.configuration.retentionBytes = 0
        let rewrite = try log.beginRewrite(of: 1..<3)
        #expect(try log.applyRetention(now: 0, highWatermark: 9).map(\.baseOffset) == [0])
        #expect(try log.applyRetention(now: 0, highWatermark: 9).isEmpty)
        try rewrite.swapIn(try rewrite.replacement(without: [2]))
        #expect(log.endRewrite(rewrite).count == 2)
        #expect(try offsets(log) == [3, 4, 5, 6, 7, 8])
        #expect(try log.applyRetention(now: 0, highWatermark: 9).map(\.baseOffset) == [2, 6, 8])
    }

    @Test func `only what is durable is rewritten`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(Self.configuration)
        for _ in 0..<5 { _ = try log.append(try batch(byteCount: 150), leaderEpoch: 0, now: 0) }
        #expect(log.rewritableSegmentCount == 0)
        try log.flush()
        #expect(log.rewritableSegmentCount == 2)
    }

    @Test func `a job sees that it is cancelled`() throws {
        let log = try log(try Workbench())
        let rewrite = try log.beginRewrite(of: 0..<1)
        #expect(!rewrite.isCancelled)
        log.cancelRewrite()
        #expect(rewrite.isCancelled)
        #expect(log.endRewrite(rewrite).isEmpty)
        #expect(try !log.beginRewrite(of: 0..<1).isCancelled)
    }

    @Test(arguments: Disk.allCases)
    func `a replacement is as old as its last source`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let log = try log(bench)
        try bench.fileSystem.setModified(
            "\(bench.directory)/00000000000000000004.log", atMilliseconds: 1_234_567)
        try log.rewrite(1..<3, without: [2])
        let path = "\(bench.directory)/00000000000000000002.log"
        #expect(try bench.fileSystem.attributes(path)?.modifiedAtMilliseconds == 1_234_567)
    }
}
