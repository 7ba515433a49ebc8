import ArgumentParser
import Glibc
import MartletBroker
import MartletClient
import MartletStorage
import Synchronization

struct ClusterUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Run a cluster of several nodes on this machine, until Ctrl-C.",
        discussion: """
            Each node is a process of its own on free ports of the loopback interface, with its \
            server.properties, its data and what it says in DIR/node-1, DIR/node-2 … The state is printed \
            whenever it changes. A cluster that is in DIR already is started again; without --dir it lives \
            in a temporary directory that is removed at the end.

            Without --controllers the first three brokers are controllers too. The nodes stop when this \
            process ends, however it does. --prepare only makes the directories, and prints how to start \
            each node.
            """)

    @Option(help: "How many brokers.")
    var nodes = 3

    @Option(help: "How many controllers in processes of their own.")
    var controllers: Int?

    @Option(help: ArgumentHelp("Where the nodes' directories are, or are to be.", valueName: "dir"))
    var dir: String?

    @Option(
        help: ArgumentHelp(
            "Where a new cluster's ports are chosen from. (default: 10000-32000)", valueName: "first-last"),
        transform: parsePorts)
    var ports: ClosedRange<UInt16>?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting for every node.", valueName: "key=value"))
    var settings: [String] = []

    @Flag(help: "Make the directories and start nothing.")
    var prepare = false

    @Flag(help: "Print the state as one JSON object in a line.")
    var json = false

    func validate() throws {
        guard (1...100).contains(nodes) else { throw ValidationError("--nodes is from 1 to 100") }
        guard (1...9).contains(controllers ?? 1) else {
            throw ValidationError("--controllers is from 1 to 9")
        }
        if prepare, dir == nil { throw ValidationError("--prepare needs --dir") }
    }

    func run() async throws {
        // From here on Ctrl-C ends the cluster before it ends this process.
        let stop = StopSignal()
        let directory = try dir.map(absolutePath) ?? makeTemporaryDirectory()
        defer { if dir == nil { try? POSIXFileSystem().remove(directory) } }
        let found = try LocalCluster.open(in: directory)
        var shape = LocalCluster.Shape(
            brokerCount: nodes, controllerCount: controllers, settings: settings)
        if let ports { shape.ports = ports }
        let cluster = try found ?? LocalCluster.make(shape, in: directory)
        if prepare {
            for node in cluster.nodes { print("martlet server --config \(node.propertiesPath)") }
            return
        }
        let processes = ClusterProcesses(cluster, settings: settings)
        defer {
            StandardError.write("stopping\n")
            processes.stopAll()
        }
        try processes.startAll()
        try await ClusterWatch(json: json).run(processes, until: stop)
    }

    private static func parsePorts(_ text: String) throws -> ClosedRange<UInt16> {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
        guard bounds.count == 2, let first = bounds[0], let last = bounds[1], 1 <= first, first <= last else {
            throw ValidationError("--ports is two ports, as in 20000-20100")
        }
        return first...last
    }

    private func absolutePath(_ path: String) throws -> String {
        try POSIXFileSystem().createDirectory(path)
        guard let resolved = realpath(path, nil) else {
            throw FileError(operation: "find", path: path, code: errno)
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func makeTemporaryDirectory() throws -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/martlet-cluster-XXXXXX".utf8CString)
        guard template.withUnsafeMutableBufferPointer({ $0.baseAddress.flatMap(mkdtemp) }) != nil else {
            throw FileError(operation: "make", path: "a directory in \(base)", code: errno)
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Prints a cluster's state whenever it changes.
private struct ClusterWatch {
    var json: Bool

    private static let interval = Duration.milliseconds(250)

    func run(_ processes: ClusterProcesses, until stop: StopSignal) async throws {
        let isStopping = Mutex(false)
        let signals = Task { [names = stop.names] in
            for await _ in names { isStopping.withLock { $0 = true } }
        }
        defer { signals.cancel() }
        let servers = processes.cluster.bootstrapServers.map {
            ServerAddress(host: $0.host, port: Int($0.port))
        }
        let client = try Client(
            configuration: ClientConfiguration(
                bootstrapServers: servers, clientID: "martlet-cluster", connectTimeout: .seconds(1),
                requestTimeout: .seconds(2), operationTimeout: .seconds(1)))
        var last: ClusterState?
        var wasComplete = false
        while !isStopping.withLock({ $0 }) {
            let isAnyServing = processes.cluster.nodes.contains { processes.isServing($0) }
            let state = await ClusterState.observe(processes, isAnyServing ? client : nil)
            if state != last { show(state) }
            if state.isComplete, !wasComplete, !json {
                wasComplete = true
                print("bootstrap servers \(servers.map(\.description).joined(separator: ","))")
                print("Ctrl-C stops the cluster.\n")
            }
            last = state
            fflush(nil)
            try? await Task.sleep(for: Self.interval)
        }
        await client.close()
    }

    private func show(_ state: ClusterState) {
        if json {
            var text = JSONText()
            state.write(to: &text)
            print(String(buffer: text.bytes))
        } else {
            print(state.text)
        }
    }
}
