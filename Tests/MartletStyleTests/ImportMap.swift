/// Who may import what: the map of `docs/architecture.md`, in a form that a test can read.
enum ImportMap {
    /// From the ground up. A module imports from the rows below its own.
    static let rows: [[String]] = [
        ["CZlib", "CISAL", "CLZ4", "CZstd", "CSnappy", "CLinux", "CXXHash"],
        ["MartletModel"],
        ["MartletProtocol"],
        ["MartletRecords"],
        ["MartletStorage"],
        ["MartletReplication", "MartletCoordination", "MartletMetadata", "MartletRaft"],
        ["MartletNetwork", "MartletNode"],
        ["MartletClient", "MartletBroker", "MartletSimulator"],
        ["MartletTesting"],
        ["martlet"],
    ]

    /// Modules that stand in a lower row, and are none of this module's business all the same.
    static let forbidden: [String: Set<String>] = [
        // A client knows the protocol and not the broker.
        "MartletClient": [
            "MartletNode", "MartletRaft", "MartletMetadata", "MartletReplication",
            "MartletCoordination",
        ],
        // The network moves bytes and does not know what they mean to a cluster.
        "MartletNetwork": ["MartletRaft", "MartletMetadata", "MartletReplication", "MartletCoordination"],
        // The simulator is its own plumbing: made-up time, network and disks.
        "MartletSimulator": ["MartletNetwork"],
    ]

    /// Only these know of event loops, channels, threads and clocks.
    private static let plumbing: Set<String> = [
        "MartletNetwork", "MartletClient", "MartletBroker", "MartletTesting", "martlet",
    ]
    private static let systemCalls = plumbing.union(["MartletStorage"])

    /// Modules from outside, and who may import them. What is not listed here is imported by nobody.
    static let outside: [String: Set<String>] = [
        // The container of bytes, `ByteBuffer`, and above the plumbing line the rest of it.
        "NIOCore": Set(rows.joined()).subtracting(["MartletModel"]),
        "NIOPosix": plumbing,
        "Logging": plumbing.union(["MartletNode", "MartletSimulator"]),
        "DequeModule": Set(rows.joined()),
        "HeapModule": Set(rows.joined()),
        "OrderedCollections": Set(rows.joined()),
        "HashTreeCollections": Set(rows.joined()),
        "Synchronization": systemCalls.union(["MartletNode"]),
        "Dispatch": plumbing,
        "Glibc": systemCalls,
        "Musl": systemCalls,
        "Darwin": systemCalls,
        // Start-up time and memory: the command line alone can afford these.
        "ArgumentParser": ["martlet"],
        "Foundation": ["martlet"],
        "Histogram": ["martlet"],
    ]

    /// Developers' tools, which import nothing of ours.
    static let tools: Set<String> = ["martlet-generate"]

    static func allows(_ module: String, toImport imported: String) -> Bool {
        if let importers = outside[imported] { return importers.contains(module) }
        guard let own = row(of: module), let other = row(of: imported) else { return false }
        return other < own && forbidden[module]?.contains(imported) != true
    }

    static func row(of module: String) -> Int? { rows.firstIndex { $0.contains(module) } }

    /// The module that this line imports, if it is an import.
    static func imported(by line: String) -> String? {
        guard line.contains("import ") else { return nil }
        let form =
            #/
            ^\s* (?:@\w+\s+)* (?:(?:public|package|internal|fileprivate|private)\s+)?
            import\s+ (?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)? (\w+)
            /#
        return line.firstMatch(of: form).map { String($0.output.1) }
    }

    static func violations(in file: SourceFile) -> [Violation] {
        file.lines.enumerated().compactMap { index, line in
            guard let imported = imported(by: line), !allows(file.module, toImport: imported) else {
                return nil
            }
            return Violation(
                file: file.path, line: index + 1, text: "\(file.module) does not import \(imported)")
        }
    }
}
