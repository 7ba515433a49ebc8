import Logging
import MartletModel
import MartletStorage

/// Jobs in the background for the partitions of a shard.
extension Shard {
    /// Begins a job. False if there is nothing to do, the partition is not in service, has such a job
    /// already, or has met an error with one. `done` is called on this loop, in a later turn, when it has
    /// ended.
    func begin<Work: BackgroundWork>(
        _ work: Work, on key: PartitionKey, _ throttle: IOThrottle? = nil,
        done: @escaping @Sendable (Work.Job, BackgroundJobEnd) -> Void
    ) -> Bool {
        guard case .ready(let replica)? = partitions[key], !isStopping, replica.cut == nil,
            !replica.runningJobs.contains(work.kind), !replica.failedJobs.contains(work.kind)
        else { return false }
        let planned: Work.Job?
        do throws(StorageError) {
            planned = try work.plan(replica, now: environment.clock.now())
        } catch {
            failed(work.kind, on: replica, error)
            return false
        }
        guard let job = planned else { return false }
        let id = nextID()
        let wish = JobWish()
        jobs[id] = RunningJob(replica: replica, wish: wish)
        replica.runningJobs.insert(work.kind)
        let pace = JobPace(wish: wish, throttle: throttle)
        let threads = work.isShort ? environment.storageThreads : environment.backgroundThreads
        threads.run {
            let result = Result { () throws(StorageError) in try work.run(job, pace: pace) }
            self.run { $0.ended(work, job, id, result, done) }
        }
        return true
    }

    private func ended<Work: BackgroundWork>(
        _ work: Work, _ job: Work.Job, _ id: UInt64, _ result: Result<Work.Outcome?, StorageError>,
        _ done: @Sendable (Work.Job, BackgroundJobEnd) -> Void
    ) {
        guard let running = jobs.removeValue(forKey: id) else {
            preconditionFailure("a job ended that did not run")
        }
        running.replica.runningJobs.remove(work.kind)
        let end = settle(work, job, running, result)
        tellJobWaiters()
        done(job, end)
    }

    private func settle<Work: BackgroundWork>(
        _ work: Work, _ job: Work.Job, _ running: RunningJob, _ result: Result<Work.Outcome?, StorageError>
    ) -> BackgroundJobEnd {
        let replica = running.replica
        guard case .ready(let current)? = partitions[replica.key], current === replica else {
            work.abandon(job, of: replica, on: self)
            return .cancelled
        }
        do throws(StorageError) {
            guard let outcome = try result.get() else {
                work.abandon(job, of: replica, on: self)
                return .cancelled
            }
            work.finish(job, outcome, of: replica, on: self)
            return .completed
        } catch {
            work.abandon(job, of: replica, on: self)
            failed(work.kind, on: replica, error)
            return .failed
        }
    }

    /// A full disk is said once, and may have room again.
    func failed(_ kind: BackgroundKind, on replica: PartitionReplica, _ error: StorageError) {
        if case .full = error {
            if !replica.isDiskFull { report(error, on: replica, doing: kind.rawValue) }
            replica.isDiskFull = true
            return
        }
        // What is quarantined the next job leaves out.
        if quarantine(error, on: replica) { return }
        if kind.isGivenUpAfterFailure { replica.failedJobs.insert(kind) }
        report(error, on: replica, doing: kind.rawValue)
    }

    // MARK: - Rounds

    /// Begins a job for the next partition of the round that has work of this kind; `isFirst`: of a new
    /// round. False if there is none left. `done` is called on this loop, in a later turn, when the job has
    /// ended.
    func beginNext(
        of kind: SweepKind, isFirst: Bool, _ throttle: IOThrottle, done: @escaping @Sendable () -> Void
    ) -> Bool {
        if isFirst { sweeps[kind] = partitions.keys.sorted()[...] }
        while let key = sweeps[kind]?.popFirst() {
            let hasBegun =
                switch kind {
                case .recompression:
                    takeTurn(RecompressionWork(), of: kind, on: key, throttle, isLast: { _ in false }, done)
                case .scrubbing:
                    takeTurn(ScrubWork(), of: kind, on: key, throttle, isLast: \.completesRound, done)
                case .auditing: preconditionFailure("an audit is no job: it waits for other brokers")
                }
            if hasBegun { return true }
        }
        return false
    }

    /// A partition that may have more to do has its next turn after all others.
    private func takeTurn<Work: BackgroundWork>(
        _ work: Work, of kind: SweepKind, on key: PartitionKey, _ throttle: IOThrottle,
        isLast: @escaping @Sendable (Work.Job) -> Bool, _ done: @escaping @Sendable () -> Void
    ) -> Bool {
        begin(work, on: key, throttle) { job, end in
            if end == .completed, !isLast(job) {
                self.assumeIsolated { $0.sweeps[kind]?.append(key) }
            }
            done()
        }
    }

    /// Something works on a partition's files: whoever wants to close or remove them waits for `endJob`.
    func beginJob(on replica: PartitionReplica) -> UInt64 {
        let id = nextID()
        jobs[id] = RunningJob(replica: replica, wish: JobWish())
        return id
    }

    func endJob(_ id: UInt64) {
        jobs[id] = nil
        tellJobWaiters()
    }

    /// Takes what jobs have replaced so far out of the logs. A job may go on for hours: the files of the old
    /// segments are not held open, and their room is not missed, until it ends.
    func noteSwappedSegments() {
        for (_, job) in jobs.sorted(by: { $0.key < $1.key }) where job.replica.log.isRewriting {
            remove(job.replica.log.noteSwapped(), of: job.replica)
        }
    }

    // MARK: - Ending jobs early

    /// Tells the partition's jobs that they are not wanted any more. `then` is called on this loop when the
    /// last has ended; at once if there is none.
    func cancelJobs(on replica: PartitionReplica, then: @escaping @Sendable () -> Void) {
        cancelJobs(jobs.filter { $0.value.replica === replica }.map(\.key), then: then)
    }

    /// As above, for all partitions.
    func cancelAllJobs(then: @escaping @Sendable () -> Void) {
        cancelJobs(Array(jobs.keys), then: then)
    }

    private func cancelJobs(_ ids: [UInt64], then: @escaping @Sendable () -> Void) {
        for id in ids { jobs[id]?.wish.cancel() }
        if ids.isEmpty { then() } else { jobWaiters.append((ids, then)) }
    }

    private func tellJobWaiters() {
        let waiters = jobWaiters
        jobWaiters = waiters.filter { $0.ids.contains { jobs[$0] != nil } }
        for waiter in waiters where !waiter.ids.contains(where: { jobs[$0] != nil }) { waiter.then() }
    }
}
