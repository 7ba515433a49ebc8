import NIOCore

// MARK: - Time

extension ServerConnection {
    func armTimer() {
        guard let timer else { return }
        var deadline = lastActivity + TimeAmount(configuration.maxIdle)
        if !sendingFiles.isEmpty {
            deadline = min(deadline, eventLoop.now + TimeAmount(configuration.fileCheckInterval))
        }
        if let closeDeadline { deadline = min(deadline, closeDeadline) }
        if let mutedUntil { deadline = min(deadline, mutedUntil) }
        timer.set(deadline)
    }

    /// Takes no further request for so long, and reads none: the peer's sends come to a halt. Those under way
    /// are answered. On the event loop.
    package func mute(for time: Duration) {
        eventLoop.preconditionInEventLoop()
        if phase == .closed { return }
        let end = eventLoop.now + TimeAmount(time)
        mutedUntil = max(mutedUntil ?? end, end)
        armTimer()
    }

    func deadlineReached(_ now: NIODeadline) {
        if let end = mutedUntil, now >= end {
            mutedUntil = nil
            settleSoon()
        }
        if let closeDeadline, now >= closeDeadline {
            close(.stopped)
            return
        }
        if let slice = sendingFiles.cutShort {
            close(.fileCutShort(path: slice.file.path))
            return
        }
        if now >= lastActivity + TimeAmount(configuration.maxIdle) {
            // A peer that reads slowly but reads is not idle.
            let bufferedBytes = bufferedBytes
            if isIdle && bufferedBytes == bufferedBytesSeen {
                close(.idle)
                return
            }
            bufferedBytesSeen = bufferedBytes
            lastActivity = now
        }
        armTimer()
    }
}
