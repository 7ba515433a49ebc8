import Logging
import MartletModel
import MartletStorage
import Synchronization

/// How far the opening of a log directory's partitions has come.
package struct DirectoryProgress: Sendable, Equatable {
    /// A log that is being recovered.
    package struct Log: Sendable, Equatable {
        package var name: TopicPartition
        package var remainingSegments: Int
        package var bytesDone: Int64
        package var bytesTotal: Int64
    }

    package var directory: String
    /// Partitions that were there when the process started.
    package var logCount: Int
    /// Those of them that are not open yet, the ones below included.
    package var remainingLogs: Int
    /// In the order of their names.
    package var recovering: [Log]
    /// Read by recovery so far.
    package var bytesRead: Int64
    /// What it has to read of the logs that it has begun with, those that are open by now included.
    package var bytesTotal: Int64
}

/// What the openings of one log directory's partitions say of themselves: for the operator's log, at
/// sensible intervals, and for whoever asks.
final class RecoveryProgress: Sendable {
    private struct State: Sendable {
        var total = 0
        var done = 0
        var bytesRead: Int64 = 0
        var bytesTotal: Int64 = 0
        var recovering: [TopicPartition: DirectoryProgress.Log] = [:]
        var begunAt: Duration?
        var saidAt: Duration = .zero
    }

    /// Who waits for a start wants to know that something happens, but not every second.
    private static let interval: Duration = .seconds(10)
    /// What takes less is not worth a line.
    private static let worthALine: Duration = .seconds(1)

    private let directory: String
    private let wasClean: Bool
    private let clock: any NodeClock
    private let logger: Logger
    private let state = Mutex(State())

    init(directory: String, wasClean: Bool, clock: any NodeClock, logger: Logger) {
        self.directory = directory
        self.wasClean = wasClean
        self.clock = clock
        self.logger = logger
    }

    var snapshot: DirectoryProgress {
        state.withLock { state in
            DirectoryProgress(
                directory: directory, logCount: state.total, remainingLogs: state.total - state.done,
                recovering: state.recovering.values.sorted { $0.name < $1.name }, bytesRead: state.bytesRead,
                bytesTotal: state.bytesTotal)
        }
    }

    /// So many partitions are to be opened besides those of earlier calls.
    func expect(_ count: Int) {
        let now = clock.uptime()
        state.withLock { state in
            state.total += count
            if state.begunAt == nil { (state.begunAt, state.saidAt) = (now, now) }
        }
    }

    /// One of them is open, or failed, or will not be opened.
    func opened(_ name: TopicPartition) {
        let now = clock.uptime()
        let said = state.withLock { state -> (State, Duration)? in
            state.done += 1
            if let log = state.recovering.removeValue(forKey: name) {
                // Where the log ended early, nobody will read the rest.
                state.bytesTotal -= log.bytesTotal - log.bytesDone
            }
            guard state.done == state.total, let begunAt = state.begunAt else { return nil }
            return (state, now - begunAt)
        }
        if let (state, time) = said, !wasClean || time >= Self.worthALine {
            logger.info(
                "All partitions of a log directory are open",
                metadata: metadata(state).merging(["milliseconds": "\(time.milliseconds)"]) { $1 })
        } else {
            sayIfDue(now)
        }
    }

    /// What observes the opening of one log.
    func observer(_ name: TopicPartition) -> any RecoveryObserver {
        LogObserver(progress: self, name: name)
    }

    fileprivate func found(_ name: TopicPartition, segmentCount: Int, byteCount: Int64) {
        let log = DirectoryProgress.Log(
            name: name, remainingSegments: segmentCount, bytesDone: 0, bytesTotal: byteCount)
        state.withLock { state in
            state.recovering[name] = log
            state.bytesTotal += byteCount
        }
    }

    fileprivate func spared(_ name: TopicPartition, byteCount: Int64) {
        state.withLock { state in
            state.bytesTotal -= byteCount
            state.recovering[name]?.bytesTotal -= byteCount
        }
    }

    fileprivate func read(_ name: TopicPartition, byteCount: Int) {
        state.withLock { state in
            state.bytesRead += Int64(byteCount)
            state.recovering[name]?.bytesDone += Int64(byteCount)
        }
        sayIfDue(clock.uptime())
    }

    fileprivate func recoveredSegment(of name: TopicPartition) {
        state.withLock { $0.recovering[name]?.remainingSegments -= 1 }
    }

    private func sayIfDue(_ now: Duration) {
        let due = state.withLock { state -> State? in
            guard now - state.saidAt >= Self.interval else { return nil }
            state.saidAt = now
            return state
        }
        if let due { logger.info("Opening the partitions of a log directory", metadata: metadata(due)) }
    }

    private func metadata(_ state: State) -> Logger.Metadata {
        [
            "directory": "\(directory)", "open": "\(state.done)", "of": "\(state.total)",
            "megabytesRead": "\(state.bytesRead / 1_000_000)",
        ]
    }
}

private struct LogObserver: RecoveryObserver {
    let progress: RecoveryProgress
    let name: TopicPartition

    func found(segmentCount: Int, byteCount: Int64) {
        progress.found(name, segmentCount: segmentCount, byteCount: byteCount)
    }

    func spared(byteCount: Int64) {
        progress.spared(name, byteCount: byteCount)
    }

    func read(byteCount: Int) {
        progress.read(name, byteCount: byteCount)
    }

    func recoveredSegment() {
        progress.recoveredSegment(of: name)
    }
}

extension Duration {
    /// Rounded down.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
