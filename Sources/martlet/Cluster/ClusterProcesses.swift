import Glibc
import MartletBroker
import MartletModel

/// A local cluster's nodes as processes of this machine. When this process ends, however it does, they stop.
final class ClusterProcesses {
    let cluster: LocalCluster
    private var children: [BrokerID: ChildProcess] = [:]
    private let settings: [String]

    /// - Parameter settings: `key=value` for every node, over its `server.properties`.
    init(_ cluster: LocalCluster, settings: [String] = []) {
        self.cluster = cluster
        self.settings = settings
    }

    func startAll() throws {
        for node in cluster.nodes { try start(node) }
    }

    /// Starts a node that does not run. What it says goes to `output` in its directory.
    func start(_ node: LocalCluster.Node) throws {
        unlink(portFile(node))
        children[node.id] = try ChildProcess(
            [
                "server", "--config", node.propertiesPath, "--port-file", portFile(node),
                "--stop-at-end-of-input",
            ] + settings.flatMap { ["--set", $0] },
            errors: outputPath(node), isApart: true)
    }

    func outputPath(_ node: LocalCluster.Node) -> String { "\(node.directory)/output" }

    private func portFile(_ node: LocalCluster.Node) -> String { "\(node.directory)/port" }

    /// Whether it has said that it serves.
    func isServing(_ node: LocalCluster.Node) -> Bool {
        isRunning(node) && (try? readText(portFile(node)))?.contains(where: \.isNumber) == true
    }

    func isRunning(_ node: LocalCluster.Node) -> Bool { children[node.id]?.isRunning == true }

    /// Nil where it was never started.
    func processID(_ node: LocalCluster.Node) -> pid_t? { children[node.id]?.id }

    /// How it ended; nil while it runs.
    func end(_ node: LocalCluster.Node) -> ChildProcess.End? {
        guard let child = children[node.id], !child.isRunning else { return nil }
        return child.end
    }

    /// `kill -9`.
    func kill(_ node: LocalCluster.Node) {
        children[node.id]?.killNow()
    }

    /// Asks all to stop, and waits until they have; after ten seconds they are made to.
    func stopAll() {
        for child in children.values { child.signal(SIGTERM) }
        for child in children.values { child.waitUntilStopped() }
    }

    /// Waits until every node serves.
    func waitUntilServing(within time: Duration = .seconds(30)) throws {
        let deadline = ContinuousClock.now + time
        while let node = cluster.nodes.first(where: { !isServing($0) }) {
            guard isRunning(node) else {
                throw CommandError("node \(node.id) has ended; see \(outputPath(node))")
            }
            guard ContinuousClock.now < deadline else {
                throw CommandError("node \(node.id) does not serve after \(time); see \(outputPath(node))")
            }
            usleep(2_000)
        }
    }

    deinit { stopAll() }
}
