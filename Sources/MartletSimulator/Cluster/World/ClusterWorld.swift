import Logging
import MartletMetadata
import MartletModel
import MartletNode
import MartletProtocol
import MartletStorage

/// Machines with their nodes, and the network between them.
// Sendable: a run is in one thread.
final class ClusterWorld: @unchecked Sendable {
    /// Hears what happens; and what nodes say, if it wants to.
    struct Trace: Sendable {
        var tellsNodes: Bool
        var tell: @Sendable (String) -> Void
    }

    static let clusterID = "a-cluster-that-is-simulated"

    let scheduler: ClusterScheduler
    let machines: [Machine]
    let network: ClusterNetwork
    let checkers: ClusterCheckers
    /// `key=value` for every node.
    private let settings: [String]
    private let shardCount: Int
    private let trace: Trace?
    let sabotage: ClusterSabotage?
    /// Whether the cluster begins with eligible leader replicas (KIP-966).
    private let hasEligibleLeaders: Bool
    /// Nodes look through all that they have on disk every few seconds.
    let scrubs: Bool

    init(
        controllers: Int32, brokers: Int32, shardCount: Int, hasEligibleLeaders: Bool, scrubs: Bool,
        _ settings: [String],
        scheduler: ClusterScheduler, sabotage: ClusterSabotage?, trace: Trace?
    ) {
        self.scheduler = scheduler
        self.settings = settings
        self.shardCount = shardCount
        self.trace = trace
        self.sabotage = sabotage
        self.hasEligibleLeaders = hasEligibleLeaders
        self.scrubs = scrubs
        machines = (1...max(controllers, brokers)).map { id in
            Machine(
                id: BrokerID(id), isController: id <= controllers,
                clock: SimulatedClock(
                    rate: Int64.random(in: 970_000...1_030_000, using: &scheduler.random)),
                scheduler: scheduler)
        }
        network = ClusterNetwork(machines, scheduler)
        checkers = ClusterCheckers()
    }

    func machine(_ id: BrokerID) -> Machine? { machines.first { $0.id == id } }

    func log(_ line: @autoclosure () -> String) {
        guard let trace else { return }
        trace.tell("\(Self.seconds(scheduler.now)) \(line())")
    }

    /// What is told only where nodes' logs are.
    func detail(_ line: @autoclosure () -> String) {
        if trace?.tellsNodes == true { log(line()) }
    }

    static func seconds(_ time: Duration) -> String {
        let microseconds = SimulatedClock.microseconds(time)
        return "\(microseconds / 1_000_000).\(String(microseconds % 1_000_000 + 1_000_000).dropFirst())"
    }

    // MARK: - Processes

    /// Starts a process on a machine that has none. One that finds its disk unfit tries again later.
    func start(_ machine: Machine) {
        machine.hasPower = true
        machine.isStartDue = false
        guard machine.process == nil else { return }
        let process = MachineProcess(machine) { [unowned self] process in
            crash(process.machine, power: true)
            restart(process.machine, after: scheduler.milliseconds(5...3_000))
        }
        machine.process = process
        log("\(machine.id) starts")
        do {
            let node = try makeNode(process)
            process.node = node
            process.turned = { [checkers] process, shard in
                checkers.look(at: process, shard)
            }
            start(node, process)
        } catch {
            log("\(machine.id) cannot start: \(error)")
            failed(process)
        }
    }

    private func makeNode(_ process: MachineProcess) throws -> Node {
        let machine = process.machine
        let configuration = try BrokerConfiguration(
            overrides: settings(of: machine).map { try PropertiesText.Entry(override: $0) })
        try format(machine, configuration)
        var environment = process.environment(
            shardCount: shardCount,
            peers: MachinePeers(network: network, process: process, sabotage: sabotage))
        if case .breaks(let rule) = sabotage { environment.brokenRule = rule }
        if scrubs { environment.scrubRest = .seconds(4) }
        return try Node(
            configuration: configuration, environment: environment, logger: logger(of: machine))
    }

    /// As an operator does before a node's first start.
    private func format(_ machine: Machine, _ configuration: BrokerConfiguration) throws {
        if machine.isFormatted { return }
        var format = NodeFormat(
            configuration: configuration, clusterID: Self.clusterID, voters: .configured)
        if hasEligibleLeaders {
            let level = FeatureLevelRecord(name: Feature.eligibleLeaderReplicas, featureLevel: 1)
            format.firstRecords.append(VersionedRecord(.featureLevel(level)))
        }
        format.ignoresFormatted = true
        _ = try format.run(fileSystem: machine.disk, now: 0, using: &scheduler.random)
        machine.isFormatted = true
    }

    private func settings(of machine: Machine) -> [String] {
        let host = ClusterNetwork.host(of: machine.id)
        let voters = machines.filter(\.isController)
            .map { "\($0.id)@\(ClusterNetwork.host(of: $0.id)):\(ClusterNetwork.controllerPort)" }
        var listeners = ["PLAINTEXT://\(host):\(ClusterNetwork.clientPort)"]
        if machine.isController { listeners.append("CONTROLLER://\(host):\(ClusterNetwork.controllerPort)") }
        return [
            "log.dirs=\(machine.directory)", "node.id=\(machine.id)",
            "process.roles=\(machine.isController ? "broker,controller" : "broker")",
            "listeners=\(listeners.joined(separator: ","))", "controller.listener.names=CONTROLLER",
            "controller.quorum.voters=\(voters.joined(separator: ","))",
            "log.initial.task.delay.ms=\(scrubs ? 2_000 : 30_000)",
        ] + settings
    }

    private func start(_ node: Node, _ process: MachineProcess) {
        let host = ClusterNetwork.host(of: process.id)
        node.whenFailed { [unowned self] error in
            guard process.isAlive else { return }
            log("\(process.id) cannot go on: \(error)")
            scheduler.after(.milliseconds(10)) { self.failed(process) }
        }
        node.start(
            endpoints: [Listener(name: "PLAINTEXT", host: host, port: ClusterNetwork.clientPort)],
            controllerEndpoints: process.machine.isController
                ? [Listener(name: "CONTROLLER", host: host, port: ClusterNetwork.controllerPort)] : []
        ) { [unowned self] error in
            guard process.isAlive else { return }
            if let error {
                log("\(process.id) does not come into service: \(error)")
                scheduler.after(.milliseconds(10)) { self.failed(process) }
            } else {
                log("\(process.id) serves clients")
                process.serve()
            }
        } recovered: {
        }
    }

    /// The process ends, and another one follows.
    private func failed(_ process: MachineProcess) {
        guard process.isAlive else { return }
        crash(process.machine, power: process.machine.disk.hasLostPower)
        restart(process.machine, after: .seconds(2))
    }

    /// Starts a process after a while, whatever comes in between.
    func restart(_ machine: Machine, after delay: Duration) {
        guard !machine.isStartDue else { return }
        machine.isStartDue = true
        scheduler.after(delay) { if machine.isStartDue { self.start(machine) } }
    }

    /// The process dies; with `power` the machine's memory goes with it.
    func crash(_ machine: Machine, power: Bool) {
        log("\(machine.id) \(power ? "loses its power" : "is killed")")
        if power {
            machine.hasPower = false
            machine.loseUnsynced(keeping: Double.random(in: 0...1, using: &scheduler.random))
            machine.wake()
        } else {
            machine.disk.processDied()
        }
        guard let process = machine.process else { return }
        ended(process)
    }

    private func ended(_ process: MachineProcess) {
        process.end()
        process.machine.process = nil
        checkers.ended(process)
        network.ended(process)
    }

    /// Stops a process in order, and starts another one when it has ended.
    func bounce(_ machine: Machine, pause: Duration) {
        guard let process = machine.process, let node = process.node, process.servesClients,
            !process.isStopping
        else { return }
        log("\(machine.id) is stopped")
        process.isStopping = true
        node.stop { [unowned self] in
            guard process.isAlive else { return }
            scheduler.after(.microseconds(1)) {
                guard process.isAlive else { return }
                self.log("\(machine.id) has stopped")
                machine.disk.processDied()
                self.ended(process)
                self.restart(machine, after: pause)
            }
        }
    }

    /// The images of all nodes that run, the newest first.
    var images: [ClusterImage] {
        machines.compactMap { $0.process?.node }
            .map { node in node.controlPlane.assumeIsolated { $0.image } }
            .sorted { $0.offset > $1.offset }
    }

    // MARK: - What nodes say

    private func logger(of machine: Machine) -> Logger {
        guard let trace, trace.tellsNodes else {
            return Logger(label: "simulated") { _ in SwiftLogNoOpLogHandler() }
        }
        return Logger(label: "simulated") { _ in
            NodeLog { [unowned self] line in log("\(machine.id): \(line)") }
        }
    }
}

private struct NodeLog: LogHandler {
    let tell: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .debug

    init(_ tell: @escaping @Sendable (String) -> Void) {
        self.tell = tell
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        tell("\(event.level) \(event.message) \(facts.joined(separator: " "))")
    }
}
