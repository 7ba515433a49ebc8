import Glibc
import MartletModel
import MartletNode
import NIOCore
import NIOPosix

/// A SwiftNIO event loop as the node's loop.
struct NodeEventLoop: Loop {
    let eventLoop: any EventLoop

    var executor: any SerialExecutor { eventLoop.executor }

    func execute(_ work: @escaping @Sendable () -> Void) {
        eventLoop.execute(work)
    }

    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork {
        TimedWork(scheduled: eventLoop.scheduleTask(in: TimeAmount(delay), work))
    }
}

private struct TimedWork: ScheduledWork {
    let scheduled: Scheduled<Void>

    func cancel() {
        scheduled.cancel()
    }
}

/// SwiftNIO's thread pool as the node's storage threads.
struct StoragePool: StorageThreads {
    let pool: NIOThreadPool

    func run(_ work: @escaping @Sendable () -> Void) {
        pool.submit { state in
            // A pool that shuts down has no partitions left to work for.
            if case .active = state { work() }
        }
    }
}

/// Threads for jobs that yield to everything else, on the processor and, where the disk's scheduler heeds it,
/// on the disk.
struct BackgroundPool: StorageThreads {
    let pool: NIOThreadPool

    /// About a tenth of what the other threads get where all want the processor: enough not to fall behind
    /// for good.
    private static let niceness: Int32 = 10

    func run(_ work: @escaping @Sendable () -> Void) {
        pool.submit { state in
            guard case .active = state else { return }
            // On Linux this is for the calling thread alone, which serves nobody else. It works no worse
            // where it is refused.
            _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, Self.niceness)
            work()
        }
    }
}

/// The system's clocks.
package struct SystemClock: NodeClock {
    private static let origin = ContinuousClock.now

    package init() {}

    package func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Blocks the thread.
    static func sleep(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        var left = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        // Shorter when a signal comes, which does no harm.
        nanosleep(&left, nil)
    }

    package func uptime() -> Duration {
        ContinuousClock.now - Self.origin
    }
}
