import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore

@testable import MartletRaft

/// A few drivers on disks in memory, in one thread. Every message goes through its bytes, and takes a
/// millisecond; so does every job. Nothing is left to chance, but what a power cut takes, unless a seed is
/// given: then messages and jobs take longer or shorter, and messages are lost, or come twice.
final class DriverWorld {
    struct Node {
        var disk: MemoryFileSystem
        var voter: Voter
        var isController: Bool
        var driver: QuorumDriver?
        /// Counts starts: what belongs to an earlier one is of no use any more.
        var life = 0
        /// What the image holds, in order.
        var image: [String] = []
        var leads: LeaderEpoch?
        var committed = 0
        var snapshotsLoaded = 0
        var warnings: [String] = []
        var halted: String?
        var snapshots: [SnapshotID] = []
        var changes: [QuorumRequestID: ErrorCode] = [:]
        var tickAt: Duration?
    }

    enum Event {
        case tick(BrokerID)
        case deliver(from: BrokerID, life: Int, QuorumCallID, to: BrokerID, QuorumWireRequest, Int16)
        case answer(to: BrokerID, life: Int, QuorumCallID, QuorumWireResponse?)
        case job(BrokerID, life: Int, QuorumJob)
    }

    var nodes: [BrokerID: Node] = [:]
    var now: Duration = .zero
    private var queue: [(time: Duration, event: Event)] = []
    /// Pairs that cannot talk, one way.
    var cuts: Set<[BrokerID]> = []
    var storeSettings = QuorumStore.Settings()
    var configured = VoterSet()
    var fetchVersion: Int16 = 18
    /// What the last leader was asked; by number.
    private var askers: [QuorumRequestID: (from: BrokerID, life: Int, call: QuorumCallID, version: Int16)] =
        [:]
    private var lastRequest: UInt64 = 0
    var random: SeededGenerator?
    var lossRate = 0.0
    var doublingRate = 0.0
    /// Nodes whose jobs take seconds.
    var slow: Set<BrokerID> = []
    /// When the last job of a node's lane is done: they run in order.
    private var jobsDone: [String: Duration] = [:]
    var settings: (inout QuorumDriverSettings) -> Void = { _ in }

    static func voter(_ id: BrokerID, directory: UInt64? = nil) -> Voter {
        Voter(
            key: ReplicaKey(id, directory.map { DirectoryID(Uuid(high: 7, low: $0)) }),
            endpoints: [VoterEndpoint(listener: "CONTROLLER", host: "node\(id)", port: 9093)])
    }

    var time: Timestamp { Timestamp(1_000_000 + Int64(now / .milliseconds(1))) }

    func schedule(_ event: Event, after delay: Duration = .milliseconds(1)) {
        let time = now + delay
        let index = queue.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
        queue.insert((time, event), at: index)
    }

    /// One that forgets what was not synced, with an empty log directory.
    static func disk(_ seed: UInt64) throws -> MemoryFileSystem {
        let disk = MemoryFileSystem(faults: DiskFaults(seed: seed))
        try disk.createDirectory("/data")
        try disk.syncDirectory("/")
        return disk
    }

    private func delay(_ most: Int) -> Duration {
        guard var generator = random else { return .milliseconds(1) }
        defer { random = generator }
        return .milliseconds(Int.random(in: 1...most, using: &generator))
    }

    // MARK: - Nodes

    func add(_ voter: Voter, isController: Bool = true, disk: MemoryFileSystem? = nil) throws {
        let disk = try disk ?? Self.disk(UInt64(voter.key.id.rawValue))
        nodes[voter.key.id] = Node(disk: disk, voter: voter, isController: isController)
    }

    func start(_ id: BrokerID, isClean: Bool = false) throws {
        guard var node = nodes[id] else { return }
        let store = try QuorumStore.open(
            directory: "/data", configuredVoters: configured, settings: storeSettings, isClean: isClean,
            fileSystem: node.disk, now: time)
        var settings = QuorumDriverSettings(
            wire: QuorumWire(clusterID: "c", listener: "CONTROLLER", endpoints: node.voter.endpoints))
        settings.isController = node.isController
        settings.bootstrapServers = nodes.keys.sorted().filter { $0 != id }.map {
            QuorumDestination(node: nil, host: "node\($0)", port: 9093)
        }
        self.settings(&settings)
        let seed = UInt64(id.rawValue) * 1_000 + UInt64(node.life)
        node.driver = QuorumDriver(
            key: node.voter.key, voter: node.isController ? node.voter : nil, settings: settings,
            store: store, now: now, random: SeededGenerator(seed: seed))
        node.life += 1
        (node.image, node.leads, node.halted, node.tickAt) = ([], nil, nil, nil)
        nodes[id] = node
        perform(id) { $0.start(now: self.now, time: self.time) }
    }

    /// The machine goes down, and what was not synced may be gone.
    func cutPower(_ id: BrokerID, keeping chance: Double = 0.5, seed: UInt64 = 1) {
        var random = SeededGenerator(seed: seed)
        stop(id)
        nodes[id]?.disk.cutPower(keeping: chance, using: &random)
    }

    func stop(_ id: BrokerID) {
        nodes[id]?.driver = nil
        nodes[id]?.life += 1
        nodes[id]?.disk.processDied()
    }

    func isolate(_ id: BrokerID, _ isCut: Bool = true) {
        for other in nodes.keys where other != id {
            for pair in [[id, other], [other, id]] {
                if isCut { cuts.insert(pair) } else { cuts.remove(pair) }
            }
        }
    }

    /// That of the greatest epoch.
    var leader: BrokerID? {
        nodes.filter { $0.value.leads != nil && $0.value.driver != nil && $0.value.halted == nil }
            .max { ($0.value.leads ?? .none) < ($1.value.leads ?? .none) }?.key
    }

    // MARK: - Running

    func run(for duration: Duration) {
        let end = now + duration
        while let next = queue.first, next.time <= end {
            queue.removeFirst()
            now = next.time
            handle(next.event)
        }
        now = end
    }

    /// Runs until it is so, at most a minute.
    func run(until isSo: () -> Bool) -> Bool {
        for _ in 0..<6_000 {
            if isSo() { return true }
            run(for: .milliseconds(10))
        }
        return isSo()
    }

    private func handle(_ event: Event) {
        switch event {
        case .tick(let id):
            guard nodes[id]?.tickAt == now else { return }
            nodes[id]?.tickAt = nil
            step(id, .ticked)
        case .deliver(let from, let life, let call, let to, let request, let version):
            let isLost = random?.happens(lossRate) ?? false
            guard !isLost, !cuts.contains([from, to]), nodes[to]?.driver != nil, nodes[to]?.halted == nil
            else {
                schedule(.answer(to: from, life: life, call, nil))
                return
            }
            if random?.happens(doublingRate) ?? false {
                schedule(event, after: delay(400))
            }
            lastRequest += 1
            askers[QuorumRequestID(lastRequest)] = (from, life, call, version)
            step(to, .requested(QuorumRequestID(lastRequest), request, version: version))
        case .answer(let to, let life, let call, let response):
            guard nodes[to]?.life == life else { return }
            step(to, response.map { .answered(call, $0) } ?? .callFailed(call))
        case .job(let id, let life, let job):
            guard nodes[id]?.life == life else { return }
            step(id, .finished(job.run()))
        }
    }

    func step(_ id: BrokerID, _ input: QuorumInput) {
        perform(id) { $0.step(input, now: self.now, time: self.time) }
    }

    func perform(_ id: BrokerID, _ work: (QuorumDriver) throws -> [QuorumOutput]) rethrows {
        guard let driver = nodes[id]?.driver else { return }
        for output in try work(driver) { carryOut(output, id) }
        guard let deadline = driver.nextDeadline.map({ max($0, now) }) else { return }
        if let pending = nodes[id]?.tickAt, pending <= deadline { return }
        nodes[id]?.tickAt = deadline
        schedule(.tick(id), after: deadline - now)
    }

    private func carryOut(_ output: QuorumOutput, _ id: BrokerID) {
        let life = nodes[id]?.life ?? 0
        switch output {
        case .call(let call, let to, let request):
            guard let target = BrokerID(hostName: to.host), let copy = transmitted(request) else {
                schedule(.answer(to: id, life: life, call, nil))
                return
            }
            schedule(
                .deliver(from: id, life: life, call, to: target, copy.request, copy.version), after: delay(30)
            )
        case .reply(let request, let response): reply(id, request, response)
        case .changed(let request, let error): nodes[id]?.changes[request] = error
        case .run(let job):
            let lane = "\(id) \(life) \(job.lane)"
            let done = max(now + delay(slow.contains(id) ? 3_000 : 20), jobsDone[lane] ?? .zero)
            jobsDone[lane] = done
            schedule(.job(id, life: life, job), after: done - now)
        case .committed(let committed):
            nodes[id]?.committed += committed.batches.count
            for batch in committed.batches {
                nodes[id]?.image += batch.records.map { Self.name($0) }
            }
        case .loadSnapshot(let snapshot):
            nodes[id]?.image = []
            nodes[id]?.snapshotsLoaded += 1
            do {
                try snapshot.forEachRecord { nodes[id]?.image.append(Self.name($0)) }
            } catch {
                nodes[id]?.halted = "\(error)"
            }
        case .lead(let epoch): nodes[id]?.leads = epoch
        case .follow: nodes[id]?.leads = nil
        case .snapshotWritten(let snapshot, _): nodes[id]?.snapshots.append(snapshot)
        case .snapshotFailed(let error): nodes[id]?.warnings.append("snapshot: \(error)")
        case .warn(let text): nodes[id]?.warnings.append(text)
        case .halt(let reason): nodes[id]?.halted = reason
        }
    }

    private func reply(_ id: BrokerID, _ request: QuorumRequestID, _ response: QuorumWireResponse) {
        guard let asker = askers.removeValue(forKey: request) else { return }
        let copy = cuts.contains([id, asker.from]) ? nil : Self.transmitted(response, asker.version)
        schedule(.answer(to: asker.from, life: asker.life, asker.call, copy), after: delay(30))
    }

    // MARK: - The wire

    private func transmitted(_ request: QuorumWireRequest) -> (request: QuorumWireRequest, version: Int16)? {
        var version = request.versions.upperBound
        if case .fetch = request { version = fetchVersion }
        do {
            guard
                var frame = try request.encodedFrame(version: version, correlationID: 1, clientID: "t")
            else { return nil }
            frame.moveReaderIndex(forwardBy: 4)
            var reader = ProtocolReader(frame)
            let header = try RequestHeader.decode(from: &reader)
            let body = frame.getSlice(
                at: frame.readerIndex + frame.readableBytes - reader.remaining, length: reader.remaining)
            guard let body, header.requestApiVersion == version,
                let copy = try QuorumWireRequest.decode(header.apiKey, body, version: version)
            else { return nil }
            return (copy, version)
        } catch {
            return nil
        }
    }

    private static func transmitted(
        _ response: QuorumWireResponse, _ version: Int16
    ) -> QuorumWireResponse? {
        do {
            var frame = try response.encodedFrame(version: version, correlationID: 1)
            frame.moveReaderIndex(forwardBy: 4)
            let request = response.sample
            var reader = ProtocolReader(frame)
            _ = try ResponseHeader.decode(from: &reader, apiKey: request.apiKey, version: version)
            let body = frame.getSlice(
                at: frame.readerIndex + frame.readableBytes - reader.remaining, length: reader.remaining)
            guard let body else { return nil }
            return try request.decodeResponse(body, version: version)
        } catch {
            return nil
        }
    }

    // MARK: - Records

    static func topic(_ name: String) -> VersionedRecord {
        VersionedRecord(.topic(TopicRecord(name: name, topicId: TopicID(Uuid(high: 1, low: 2)))))
    }

    static func name(_ record: VersionedRecord) -> String {
        if case .topic(let topic) = record.value { topic.name } else { "?" }
    }

    /// Has the leader append topics of these names, as one batch. False if nobody leads.
    func append(_ names: String..., to id: BrokerID? = nil) throws -> Bool {
        guard let id = id ?? leader, let driver = nodes[id]?.driver, let epoch = nodes[id]?.leads else {
            return false
        }
        let records = names.map(Self.topic)
        let (_, outputs) = try driver.append(records, epoch: epoch, now: now, time: time)
        perform(id) { _ in outputs }
        return true
    }

    /// Has a node write a snapshot of all that it has applied.
    func snapshot(_ id: BrokerID) {
        guard let node = nodes[id], let driver = node.driver else { return }
        let names = node.image
        step(
            id,
            .snapshotRequested(upTo: driver.appliedOffset) { body throws(MetadataLogError) in
                for name in names { try body(Self.topic(name)) }
            })
    }
}

extension BrokerID {
    fileprivate init?(hostName: String) {
        guard hostName.hasPrefix("node"), let id = Int32(hostName.dropFirst(4)) else { return nil }
        self.init(id)
    }
}

extension QuorumWireResponse {
    /// A request of the same kind.
    fileprivate var sample: QuorumWireRequest {
        switch self {
        case .vote: .vote(VoteRequest())
        case .beginEpoch: .beginEpoch(BeginQuorumEpochRequest())
        case .endEpoch: .endEpoch(EndQuorumEpochRequest())
        case .fetch: .fetch(FetchRequest())
        case .fetchSnapshot: .fetchSnapshot(FetchSnapshotRequest())
        case .describe: .describe(DescribeQuorumRequest())
        case .addVoter: .addVoter(AddRaftVoterRequest())
        case .removeVoter: .removeVoter(RemoveRaftVoterRequest())
        case .updateVoter: .updateVoter(UpdateRaftVoterRequest())
        case .versions: .versions(ApiVersionsRequest())
        }
    }
}
