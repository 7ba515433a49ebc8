import NIOCore

/// The one timer of a driver. It is moved to whatever deadline is next, and moving it later costs nothing:
/// a callback that comes too early schedules the rest.
///
/// Confined to its event loop.
package final class LoopTimer {
    private let eventLoop: any EventLoop
    private let onDeadline: (NIODeadline) -> Void
    private var deadline: NIODeadline?
    private var scheduled: (at: NIODeadline, callback: NIOScheduledCallback)?

    /// - Parameter onDeadline: called on the loop with the time it is then. The timer keeps it until it is
    ///   cancelled, so it should not keep the timer.
    package init(eventLoop: any EventLoop, onDeadline: @escaping (NIODeadline) -> Void) {
        self.eventLoop = eventLoop
        self.onDeadline = onDeadline
    }

    /// Moves the timer; nil stops it.
    package func set(_ deadline: NIODeadline?) {
        eventLoop.preconditionInEventLoop()
        self.deadline = deadline
        guard let deadline else {
            scheduled?.callback.cancel()
            scheduled = nil
            return
        }
        if let scheduled {
            if scheduled.at <= deadline { return }
            scheduled.callback.cancel()
        }
        schedule(at: deadline)
    }

    private func schedule(at deadline: NIODeadline) {
        // It throws only when the loop has shut down, and then there is nothing left to time.
        scheduled = (try? eventLoop.scheduleCallback(at: deadline, handler: self)).map { (deadline, $0) }
    }
}

// The event loop asks for a handler that is Sendable, and calls it on the loop alone; `set` checks the same.
extension LoopTimer: NIOScheduledCallbackHandler, @unchecked Sendable {
    package func handleScheduledCallback(eventLoop: some EventLoop) {
        scheduled = nil
        guard let deadline else { return }
        let now = eventLoop.now
        if now >= deadline {
            self.deadline = nil
            onDeadline(now)
        } else {
            schedule(at: deadline)
        }
    }
}
