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

/// The system's clocks.
struct SystemClock: NodeClock {
    private static let origin = ContinuousClock.now

    func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    func uptime() -> Duration {
        ContinuousClock.now - Self.origin
    }
}
