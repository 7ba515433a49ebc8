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
        timer.set(deadline)
    }

    func deadlineReached(_ now: NIODeadline) {
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
