import ArgumentParser
import MartletModel

struct StorageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage",
        abstract: "Prepare a node's disks before its first start, and look at them.",
        discussion: "A node that is a quorum by itself needs no format: an empty directory is formatted.",
        subcommands: [StorageFormat.self, StorageInfo.self, StorageRandomUUID.self])
}

struct StorageRandomUUID: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "random-uuid", abstract: "Print a new id for a cluster or a directory.")

    func run() {
        var generator = SystemRandomNumberGenerator()
        print(Uuid.random(using: &generator))
    }
}
