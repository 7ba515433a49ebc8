import MartletModel

/// The names in a directory of a `MemoryFileSystem`.
struct MemoryDirectory {
    var entries: [String: Int] = [:]
    /// The names that a power cut leaves, where that is tracked.
    var durable: [String: Int] = [:]
}

/// A name in a directory.
struct MemoryName: Hashable {
    var directory: Int
    var name: String
}

/// A change of names that is not durable yet. It survives a power cut as a whole or not at all: a rename
/// never leaves both names or neither.
struct MemoryNameChange {
    struct Update {
        var name: MemoryName
        /// What has the name from now on; nil for nothing.
        var inode: Int?
    }

    var updates: [Update]
}

extension [MemoryNameChange] {
    /// Takes out the changes that a sync of `directory` makes durable, in their order: those of its names,
    /// and earlier ones of the same names elsewhere.
    mutating func takeSynced(by directory: Int) -> [MemoryNameChange] {
        var isTaken = [Bool](repeating: false, count: count)
        var needed: Set<MemoryName> = []
        for index in indices.reversed()
        where self[index].updates.contains(where: {
            $0.name.directory == directory || needed.contains($0.name)
        }) {
            isTaken[index] = true
            needed.formUnion(self[index].updates.map(\.name))
        }
        let taken = zip(self, isTaken).filter(\.1).map(\.0)
        self = zip(self, isTaken).filter { !$0.1 }.map(\.0)
        return taken
    }

    /// Those that survive a power cut. Changes of different names survive in any combination; one of a name
    /// that an earlier change has lost is lost too.
    func surviving(keeping chance: Double, using generator: inout some RandomNumberGenerator) -> [Self
        .Element]
    {
        var lost: Set<MemoryName> = []
        return filter { change in
            let isKept = chance >= 1 || Double.random(in: 0..<1, using: &generator) < chance
            if isKept, !change.updates.contains(where: { lost.contains($0.name) }) { return true }
            lost.formUnion(change.updates.map(\.name))
            return false
        }
    }
}
