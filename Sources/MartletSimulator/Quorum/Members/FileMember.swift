import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletRecords
import MartletStorage

/// `QuorumDriver` on a `QuorumStore`, on the files of a disk in memory: what runs in a node.
final class FileMember: QuorumMember {
    struct Request {
        var request: QuorumWireRequest
    }

    typealias Reply = QuorumWireResponse

    struct Job {
        var number: Int
        var job: QuorumJob
    }

    private static let directory = "/data"
    private static let clusterID = "simulated"

    private var setup: MemberSetup
    private var disk: MemoryFileSystem
    /// How often it was said how full it is.
    private var fullDisks: UInt64 = 0
    private var process: Process?
    private var changes: [MemberChange] = []
    private var durableState: QuorumState?
    /// Of a process that could not start.
    private var failure: String?

    private struct Process {
        var driver: QuorumDriver
        var store: QuorumStore
        var startOffset: Offset
        /// Up to where the log was told of.
        var endOffset: Offset
        /// Handed out, and not run yet.
        var jobs: [Job] = []
        var lastJob = 0
    }

    init(_ setup: MemberSetup) {
        self.setup = setup
        disk = MemoryFileSystem(faults: DiskFaults(seed: UInt64(setup.key.id.rawValue)))
        format(setup.kraftVersion == 1 ? setup.voters : VoterSet())
    }

    private func format(_ first: VoterSet) {
        do {
            try disk.createDirectory(Self.directory)
            try disk.syncDirectory("/")
            if !first.isEmpty {
                try Checkpoint.writeFirstVoters(
                    first, directory: Self.directory, fileSystem: disk, now: Self.time(.zero))
            }
        } catch {
            failure = "\(setup.key.id) cannot be formatted: \(error)"
        }
    }

    private static func time(_ now: Duration) -> Timestamp {
        Timestamp(rawValue: 1_700_000_000_000 + SimulatedClock.microseconds(now) / 1_000)
    }

    // MARK: - The process

    func start(now: Duration, random: SeededGenerator) -> [MemberOutput<FileMember>] {
        if let failure { return [.halt(failure)] }
        refuseRoom(0)
        var storeSettings = QuorumStore.Settings()
        // Small, so that segments and snapshots come and go.
        storeSettings.segmentBytes = 16 << 10
        storeSettings.retentionBytes = 8 << 10
        do {
            let store = try QuorumStore.open(
                directory: Self.directory,
                configuredVoters: setup.kraftVersion == 0 ? setup.voters : VoterSet(),
                settings: storeSettings, fileSystem: disk, now: Self.time(now))
            var settings = QuorumDriverSettings(
                wire: QuorumWire(
                    clusterID: Self.clusterID, listener: "CONTROLLER", endpoints: setup.endpoints))
            settings.timers = setup.timers
            settings.isController = setup.isController
            settings.bootstrapServers = setup.bootstrap.map {
                QuorumDestination(node: nil, host: "node", port: UInt16($0.rawValue))
            }
            settings.rules = setup.rules
            settings.fetchMaxBytes = setup.fetchCount * 100
            settings.snapshotMaxBytes = 512
            settings.committedBytesPerStep = 2 << 10
            settings.cleaningInterval = .seconds(10)
            let driver = QuorumDriver(
                key: setup.key, voter: setup.voter, settings: settings, store: store, now: now,
                random: random)
            process = Process(
                driver: driver, store: store, startOffset: store.startOffset, endOffset: store.startOffset)
            durableState = store.state
            changes.append(.restarted(at: store.startOffset))
            return carryOut(driver.start(now: now, time: Self.time(now)))
        } catch {
            return [.halt("\(setup.key.id) cannot start: \(error)")]
        }
    }

    func crash(power: Bool, _ random: inout SeededGenerator) {
        if !disk.hasLostPower { finishSomeJobs(power: power, &random) }
        process = nil
        changes = []
        if power {
            let chance = ([0, 0.1, 0.5, 0.9, 1] as [Double]).randomElement(using: &random) ?? 0
            disk.cutPower(keeping: chance, using: &random)
        } else {
            disk.processDied()
        }
    }

    /// What was under way was done or not; where the power fails also in part.
    private func finishSomeJobs(power: Bool, _ random: inout SeededGenerator) {
        // A failure that was still to come does not: what it does to a sync only a power cut makes good.
        disk.failPower(after: nil)
        for lane in [QuorumJob.Lane.log, .snapshots] {
            let jobs = (process?.jobs ?? []).filter { $0.job.lane == lane }
            for job in jobs.prefix(Int.random(in: 0...jobs.count, using: &random)) {
                if power, random.happens(0.3) {
                    disk.failPower(after: Int.random(in: 0...8, using: &random))
                }
                _ = job.job.run()
                if disk.hasLostPower { break }
            }
            disk.failPower(after: nil)
        }
    }

    func failPower(after operations: Int?) -> Bool {
        disk.failPower(after: operations)
        return true
    }

    var hasLostPower: Bool { disk.hasLostPower }

    func refuseRoom(_ share: Double) {
        fullDisks += 1
        var faults = DiskFaults(seed: UInt64(setup.key.id.rawValue) << 32 + fullDisks)
        faults.fullDisk = share
        disk.setFaults(faults)
    }

    func wipe(directory: DirectoryID) {
        disk = MemoryFileSystem(faults: DiskFaults(seed: directory.uuid.high))
        setup.key.directoryID = directory
        setup.voter?.key.directoryID = directory
        setup.voters = VoterSet()
        durableState = nil
        format(VoterSet())
    }

    func takeChanges() -> [MemberChange] {
        defer { changes.removeAll(keepingCapacity: true) }
        return changes
    }

    var view: MemberView? {
        guard let process else { return nil }
        return MemberView(
            process.driver.replica, startOffset: process.store.startOffset,
            endOffset: process.store.endOffset, durableEndOffset: process.store.durableEndOffset,
            durableState: durableState)
    }

    var nextDeadline: Duration? { process?.driver.nextDeadline }

    // MARK: - Steps

    func step(_ input: MemberInput<FileMember>, now: Duration) -> [MemberOutput<FileMember>] {
        guard let process else { return [] }
        let driver = process.driver
        let time = Self.time(now)
        let outputs: [QuorumOutput]
        switch input {
        case .ticked: outputs = driver.step(.ticked, now: now, time: time)
        case .requested(let id, let request):
            let version = request.request.versions.upperBound
            outputs = driver.step(.requested(id, request.request, version: version), now: now, time: time)
        case .replied(let id, let reply): outputs = driver.step(.answered(id, reply), now: now, time: time)
        case .callFailed(let id): outputs = driver.step(.callFailed(id), now: now, time: time)
        case .finished(let job): outputs = finished(job, now)
        case .change(let id, let change):
            outputs = driver.step(.changeRequested(id, change), now: now, time: time)
        case .writeSnapshot(let image):
            // As a node does, which writes none before there is something.
            guard image.metadataVersion != nil, !image.isInTransaction else { return [] }
            outputs = driver.step(
                .snapshotRequested(upTo: image.offset + 1) { body throws(MetadataLogError) in
                    try image.forEachSnapshotRecord(body)
                }, now: now, time: time)
        case .resign: outputs = driver.step(.resigned, now: now, time: time)
        }
        return carryOut(outputs)
    }

    func append(
        _ records: [VersionedRecord], epoch: LeaderEpoch, now: Duration
    ) -> (end: Offset, outputs: [MemberOutput<FileMember>])? {
        guard let driver = process?.driver else { return nil }
        do throws(MetadataLogError) {
            let appended = try driver.append(records, epoch: epoch, now: now, time: Self.time(now))
            return (appended.offsets.upperBound, carryOut(appended.outputs))
        } catch .notLeader {
            return nil
        } catch .storage(.full) where process?.driver.isHalted == false {
            return nil
        } catch {
            return (process?.endOffset ?? 0, [.halt("\(setup.key.id) cannot append: \(error)")])
        }
    }

    private func finished(_ job: Job, _ now: Duration) -> [QuorumOutput] {
        guard let driver = process?.driver else { return [] }
        process?.jobs.removeAll { $0.number == job.number }
        let result = job.job.run()
        if case .persisted = result {
            let path = "\(Self.directory)/\(TopicPartition.clusterMetadata)/\(QuorumState.fileName)"
            if let text = try? disk.readIfThere(path) {
                durableState = try? QuorumState(decoding: text, path: path)
            }
        }
        return driver.step(.finished(result), now: now, time: Self.time(now))
    }

    private func carryOut(_ outputs: [QuorumOutput]) -> [MemberOutput<FileMember>] {
        var carried: [MemberOutput<FileMember>] = []
        noteLog(&carried)
        for output in outputs {
            switch output {
            case .call(let id, let to, let request):
                carried.append(
                    .call(id, to: to.node ?? BrokerID(Int32(to.port)), Request(request: request)))
            case .reply(let id, let response): carried.append(.reply(id, response))
            case .changed(let id, let error): carried.append(.changed(id, error))
            case .run(let work):
                process?.lastJob += 1
                let job = Job(number: process?.lastJob ?? 0, job: work)
                process?.jobs.append(job)
                carried.append(.run(job, isLong: work.lane == .snapshots))
            case .committed(let committed): handOut(committed, &carried)
            case .loadSnapshot(let snapshot): load(snapshot, &carried)
            case .lead(let epoch): carried.append(.lead(epoch))
            case .follow(let epoch, let leader): carried.append(.follow(epoch, leader: leader))
            case .halt(let reason): carried.append(.halt("\(setup.key.id) halts: \(reason)"))
            case .snapshotFailed(let error):
                // There is one of the same end, or the process is about to be gone.
                if case .noSnapshotPossible = error { break }
                if case .storage(.full) = error { break }
                carried.append(.halt("\(setup.key.id) cannot write a snapshot: \(error)"))
            case .snapshotWritten, .warn: break
            }
        }
        return carried
    }

    // MARK: - The log

    /// Compares the log with what was told of it.
    private func noteLog(_ outputs: inout [MemberOutput<FileMember>]) {
        guard var process else { return }
        let store = process.store
        if store.startOffset > process.endOffset
            || store.startOffset > process.startOffset
                && store.endOffset == store.startOffset
        {
            changes.append(.restarted(at: store.startOffset))
            process.endOffset = store.startOffset
        }
        process.startOffset = store.startOffset
        if store.endOffset < process.endOffset {
            changes.append(.truncated(to: store.endOffset))
            process.endOffset = store.endOffset
        }
        do {
            while process.endOffset < store.endOffset {
                let batches = try store.read(
                    from: process.endOffset, upTo: store.endOffset, maxBytes: 1 << 20)
                guard let last = batches.last else { break }
                for batch in batches {
                    let header = batch.header
                    changes.append(
                        .appended(
                            LogEntry(
                                baseOffset: header.baseOffset, nextOffset: header.nextOffset,
                                epoch: header.partitionLeaderEpoch, content: UInt64(header.crc))))
                }
                process.endOffset = last.header.nextOffset
            }
        } catch {
            outputs.append(.halt("\(setup.key.id) cannot read its log: \(error)"))
        }
        self.process = process
    }

    private func handOut(_ committed: CommittedRecords, _ outputs: inout [MemberOutput<FileMember>]) {
        for batch in committed.batches { changes.append(.committed(upTo: batch.upTo)) }
        outputs.append(
            .committed(
                committed.batches.map {
                    CommittedBatch(upTo: $0.upTo, epoch: $0.epoch, records: $0.records)
                }))
    }

    private func load(_ snapshot: LoadedSnapshot, _ outputs: inout [MemberOutput<FileMember>]) {
        var image = ClusterImage()
        do {
            try snapshot.forEachRecord { try image.apply($0.value) }
        } catch {
            return outputs.append(.halt("\(setup.key.id) cannot read its snapshot: \(error)"))
        }
        image.advance(through: snapshot.id.endOffset - 1, epoch: snapshot.id.epoch)
        changes.append(.committed(upTo: snapshot.id.endOffset))
        outputs.append(.loaded(image))
    }

    // MARK: - What the messages say

    func promise(of request: Request) -> MemberPromise? {
        switch request.request {
        case .vote(let vote):
            guard let question = vote.topics.first?.partitions.first, !question.preVote else { return nil }
            return .vote(epoch: question.replicaEpoch, candidate: question.replicaId)
        case .fetch(let fetch):
            guard setup.isController, let partition = fetch.topics.first?.partitions.first else {
                return nil
            }
            return .log(upTo: partition.fetchOffset)
        default: return nil
        }
    }

    func promise(of reply: Reply, to request: Request) -> MemberPromise? {
        guard case .vote(let response) = reply, let answer = response.topics.first?.partitions.first,
            answer.errorCode == .none, answer.voteGranted
        else { return nil }
        return promise(of: request)
    }
}
