import MartletModel
import NIOCore

/// `meta.properties`: which cluster and node a log directory belongs to, and its own id.
package struct MetaProperties: Sendable, Equatable {
    package static let fileName = "meta.properties"

    /// By convention 22 characters of a `Uuid`, but any text is an id.
    package var clusterID: String
    package var nodeID: BrokerID
    /// Nil in directories that were made before directory ids.
    package var directoryID: DirectoryID?

    package init(clusterID: String, nodeID: BrokerID, directoryID: DirectoryID?) {
        self.clusterID = clusterID
        self.nodeID = nodeID
        self.directoryID = directoryID
    }

    package static func path(in directory: String) -> String {
        "\(directory)/\(fileName)"
    }

    package func encoded() -> ByteBuffer {
        var text = JavaProperties.line("cluster.id", clusterID)
        if let directoryID { text += JavaProperties.line("directory.id", "\(directoryID)") }
        text += JavaProperties.line("node.id", "\(nodeID)") + JavaProperties.line("version", "1")
        return ByteBuffer(string: text)
    }

    package init(decoding bytes: ByteBuffer, path: String) throws(StorageError) {
        // The form is ISO-8859-1: every byte is a character.
        let text = String(bytes.readableBytesView.map { Character(Unicode.Scalar($0)) })
        let properties = JavaProperties.parse(text)
        let version = properties["version"] ?? "0"
        guard version == "1" else {
            throw .unsupported(path: path, position: 0, reason: "version \(version); 1 is expected")
        }
        guard let clusterID = properties["cluster.id"], !clusterID.isEmpty else {
            throw .corrupt(path: path, position: 0, reason: "cluster.id is missing")
        }
        guard let node = properties["node.id"].flatMap({ Int32($0) }), node >= 0 else {
            throw .corrupt(path: path, position: 0, reason: "node.id is missing or no number")
        }
        self.init(clusterID: clusterID, nodeID: BrokerID(node), directoryID: nil)
        if let text = properties["directory.id"] {
            guard let uuid = Uuid(text), !DirectoryID(uuid).isReserved else {
                throw .corrupt(path: path, position: 0, reason: "directory.id '\(text)' is no directory's id")
            }
            directoryID = DirectoryID(uuid)
        }
    }

    /// Reads the file of a directory, or makes it: an empty directory formats itself. Durable when this
    /// returns.
    ///
    /// `clusterID`: the cluster that the directory must belong to; nil takes what is there, or a new one.
    static func ensure(
        in directory: String, nodeID: BrokerID, clusterID: String?, fileSystem: any FileSystem,
        using generator: inout some RandomNumberGenerator
    ) throws(StorageError) -> MetaProperties {
        let path = path(in: directory)
        var properties: MetaProperties
        if let bytes = try fileSystem.readIfThere(path) {
            properties = try MetaProperties(decoding: bytes, path: path)
            try properties.check(nodeID: nodeID, clusterID: clusterID, path: path)
            if properties.directoryID != nil { return properties }
        } else {
            let clusterID = clusterID ?? Uuid.random(using: &generator).description
            properties = MetaProperties(clusterID: clusterID, nodeID: nodeID, directoryID: nil)
        }
        properties.directoryID = .random(using: &generator)
        try fileSystem.replace(path, with: properties.encoded())
        return properties
    }

    private func check(nodeID: BrokerID, clusterID: String?, path: String) throws(StorageError) {
        guard self.nodeID == nodeID else {
            throw .mismatch(path: path, field: "node.id", expected: "\(nodeID)", found: "\(self.nodeID)")
        }
        if let clusterID, clusterID != self.clusterID {
            throw .mismatch(path: path, field: "cluster.id", expected: clusterID, found: self.clusterID)
        }
    }
}

extension DirectoryID {
    /// The hundred lowest ids mean something else.
    package var isReserved: Bool { uuid.high == 0 && uuid.low < 100 }

    static func random(using generator: inout some RandomNumberGenerator) -> DirectoryID {
        // A random id is never reserved: its version bits are in the high half.
        DirectoryID(Uuid.random(using: &generator))
    }
}
