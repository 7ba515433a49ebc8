import ArgumentParser
import MartletMetadata
import MartletModel
import MartletStorage

struct StorageInfo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Print what a node's log directories say of themselves.",
        discussion: "The exit code is 1 when a directory is not formatted, or two do not agree.")

    @Option(name: .shortAndLong, help: ArgumentHelp("The node's server.properties.", valueName: "file"))
    var config: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting, which overrides the file's.", valueName: "key=value"))
    var settings: [String] = []

    func run() throws {
        let configuration = try BrokerConfiguration(
            properties: try config.map(readText),
            overrides: try settings.map { try PropertiesText.Entry(override: $0) })
        let home = configuration.metadataLogDirectory
        var paths = configuration.logDirectories
        if !paths.contains(home) { paths.append(home) }
        let directories = paths.map { DirectoryInfo($0, fileSystem: POSIXFileSystem()) }
        var table = Table(
            ["DIRECTORY", "CLUSTER", "NODE", "DIRECTORY ID", "METADATA", "STATE"], rightAligned: [2])
        for directory in directories {
            table.append([
                directory.path, directory.properties?.clusterID ?? "-",
                directory.properties?.nodeID.description ?? "-",
                directory.properties?.directoryID?.description ?? "-",
                directory.path == home ? directory.metadata : "-", directory.state,
            ])
        }
        print(table.text, terminator: "")
        let problems = Self.problems(directories, nodeID: configuration.nodeID)
        if !problems.isEmpty {
            print("\n" + problems.joined(separator: "\n"))
            throw ExitCode.failure
        }
    }

    static func problems(_ directories: [DirectoryInfo], nodeID: BrokerID) -> [String] {
        var problems: [String] = []
        for directory in directories {
            guard let properties = directory.properties else {
                problems.append("\(directory.path) is \(directory.state).")
                continue
            }
            if properties.nodeID != nodeID {
                problems.append(
                    "\(directory.path) is node \(properties.nodeID)'s, and node.id is \(nodeID).")
            }
        }
        let clusters = Set(directories.compactMap(\.properties?.clusterID)).sorted()
        if clusters.count > 1 {
            problems.append(
                "The directories belong to several clusters: \(clusters.joined(separator: ", ")).")
        }
        return problems
    }
}

/// What one log directory has.
struct DirectoryInfo {
    var path: String
    /// Nil where it is not formatted, or cannot be read.
    var properties: MetaProperties?
    var state: String
    /// The metadata log and its snapshots, in a word.
    var metadata = "none"

    init(_ path: String, fileSystem: any FileSystem) {
        self.path = path
        state = "not formatted"
        do throws(StorageError) {
            let file = MetaProperties.path(in: path)
            if let bytes = try fileSystem.readIfThere(file) {
                properties = try MetaProperties(decoding: bytes, path: file)
                let isInUse = try fileSystem.isLocked("\(path)/\(LogDirectory.lockFileName)")
                state = isInUse ? "in use" : "formatted"
            }
            let log = "\(path)/\(TopicPartition.clusterMetadata)"
            if try fileSystem.attributes(log) != nil {
                let names = try fileSystem.list(log).map(\.name)
                let snapshots = names.count { $0.hasSuffix(".checkpoint") }
                let segments = names.count { $0.hasSuffix(".log") }
                metadata = "\(segments) segments, \(snapshots) snapshots"
            }
        } catch {
            state = "unreadable: \(error)"
        }
    }
}
