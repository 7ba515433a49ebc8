import MartletModel
import MartletRecords
import NIOCore

/// The file that says under which registration a broker has worked in its log directories, if everything that
/// it acknowledged by then was on disk (`martlet.durability=disk`). Each of the directories has it, durably,
/// before the registration counts for any partition.
///
/// Whoever finds it in all of them after a crash has lost nothing since, and may say so. Where a crash left
/// the file of an earlier registration, or none in some of them, nothing can be said, and nothing was lost by
/// that: nobody counted on the registration yet.
package struct BrokerEpochMark: Sendable, Equatable {
    package static let fileName = "martlet.broker-epoch"

    package var epoch: BrokerEpoch
    /// All that the broker had, ascending: where one is missing, or is another one now, something is lost.
    package var directories: [DirectoryID]

    package init(epoch: BrokerEpoch, directories: [DirectoryID]) {
        self.epoch = epoch
        self.directories = directories.sorted()
    }

    package func encoded() -> ByteBuffer {
        let text = (["\(epoch)"] + directories.map { "\($0)" }).joined(separator: " ")
        return ByteBuffer(string: "\(text) \(String(CRC32C.checksum(ByteBuffer(string: text)), radix: 16))\n")
    }

    /// Nil where the bytes are not what was written.
    package init?(decoding bytes: ByteBuffer) {
        let words = String(buffer: bytes).split(whereSeparator: \.isWhitespace)
        guard words.count >= 3, let epoch = Int64(words[0]) else { return nil }
        let ids = words[1..<(words.count - 1)].compactMap { Uuid(String($0)).map { DirectoryID($0) } }
        self.init(epoch: BrokerEpoch(epoch), directories: ids)
        guard encoded() == bytes else { return nil }
    }

    static func read(
        in directory: String, _ fileSystem: any FileSystem
    ) throws(StorageError) -> BrokerEpochMark? {
        try fileSystem.readIfThere("\(directory)/\(fileName)").flatMap { BrokerEpochMark(decoding: $0) }
    }
}
