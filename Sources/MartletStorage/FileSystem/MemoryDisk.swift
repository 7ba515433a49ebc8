import MartletModel

/// What a `MemoryFileSystem` holds: inodes, the tree of names, and what of both is durable. A value, so that
/// a copy of it is another disk with the same content.
struct MemoryDisk {
    enum Content {
        case file(MemoryFileContent)
        case directory(MemoryDirectory)
    }

    struct Inode {
        var content: Content
        /// Names, durable names, names in changes to come and open files; without any the inode goes.
        var references: Int
    }

    static let root = 1

    /// What a power cut may take away is remembered.
    let isTracked: Bool
    var inodes: [Int: Inode] = [root: Inode(content: .directory(MemoryDirectory()), references: 1)]
    private var nextInode = root + 1
    private var changes: [MemoryNameChange] = []
    var now: Int64 = 0

    init(isTracked: Bool) {
        self.isTracked = isTracked
    }

    // MARK: - Inodes

    func directory(_ inode: Int) -> MemoryDirectory? {
        if case .directory(let directory)? = inodes[inode]?.content { return directory }
        return nil
    }

    func file(_ inode: Int) -> MemoryFileContent? {
        if case .file(let file)? = inodes[inode]?.content { return file }
        return nil
    }

    /// All files by path, in no order.
    var files: [(path: String, inode: Int)] { files(in: Self.root, "") }

    private func files(in inode: Int, _ path: String) -> [(path: String, inode: Int)] {
        directory(inode)?.entries.flatMap { name, child in
            isDirectory(child) ? files(in: child, "\(path)/\(name)") : [("\(path)/\(name)", child)]
        } ?? []
    }

    func isDirectory(_ inode: Int) -> Bool {
        if case .directory? = inodes[inode]?.content { return true }
        return false
    }

    mutating func withFile(_ inode: Int, _ change: (inout MemoryFileContent) -> Void) {
        guard case .file(var file)? = inodes[inode]?.content else { return }
        // So that `file` holds the only reference to its bytes, and changes them in place.
        inodes[inode]?.content = .directory(MemoryDirectory())
        change(&file)
        inodes[inode]?.content = .file(file)
    }

    mutating func withDirectory(_ inode: Int, _ change: (inout MemoryDirectory) -> Void) {
        guard case .directory(var directory)? = inodes[inode]?.content else { return }
        inodes[inode]?.content = .directory(MemoryDirectory())
        change(&directory)
        inodes[inode]?.content = .directory(directory)
    }

    mutating func retain(_ inode: Int) {
        inodes[inode]?.references += 1
    }

    mutating func release(_ inode: Int) {
        inodes[inode]?.references -= 1
        guard let left = inodes[inode]?.references, left <= 0 else { return }
        let gone = inodes.removeValue(forKey: inode)
        guard case .directory(let directory)? = gone?.content else { return }
        for child in directory.entries.values { release(child) }
        for child in directory.durable.values { release(child) }
    }

    // MARK: - Names

    /// The inode of the file or directory with this path.
    func inode(at path: String) -> Int? {
        var inode = Self.root
        for component in Self.components(path) {
            guard let next = directory(inode)?.entries[String(component)] else { return nil }
            inode = next
        }
        return inode
    }

    /// The directory that the path's last component is in, and that component; nil where the directory is
    /// not there, and for the root.
    func name(at path: String) -> MemoryName? {
        var components = Self.components(path)
        guard let last = components.popLast() else { return nil }
        var inode = Self.root
        for component in components {
            guard let next = directory(inode)?.entries[String(component)] else { return nil }
            inode = next
        }
        return isDirectory(inode) ? MemoryName(directory: inode, name: String(last)) : nil
    }

    func inode(named name: MemoryName) -> Int? {
        directory(name.directory)?.entries[name.name]
    }

    static func components(_ path: String) -> [Substring] {
        path.split(separator: "/").filter { $0 != "." }
    }

    /// Makes an inode with its first name.
    mutating func make(_ name: MemoryName, _ content: Content) -> Int {
        let inode = nextInode
        nextInode += 1
        inodes[inode] = Inode(content: content, references: 0)
        change([MemoryNameChange.Update(name: name, inode: inode)])
        return inode
    }

    mutating func makeFile(_ name: MemoryName) -> Int {
        make(name, .file(MemoryFileContent(modifiedAt: now, isTracked: isTracked)))
    }

    mutating func rename(_ old: MemoryName, to new: MemoryName) {
        guard old != new, let inode = inode(named: old) else { return }
        change([
            MemoryNameChange.Update(name: new, inode: inode), MemoryNameChange.Update(name: old, inode: nil),
        ])
    }

    /// Removes the name, after all those below it.
    mutating func remove(_ name: MemoryName) {
        guard let inode = inode(named: name) else { return }
        if let directory = directory(inode) {
            for child in directory.entries.keys.sorted() {
                remove(MemoryName(directory: inode, name: child))
            }
        }
        change([MemoryNameChange.Update(name: name, inode: nil)])
    }

    /// Changes names, for everybody to see at once, and for a power cut to lose before the next sync.
    private mutating func change(_ updates: [MemoryNameChange.Update]) {
        for update in updates {
            if let inode = update.inode {
                retain(inode)
                if isTracked { retain(inode) }
            }
            let old = inode(named: update.name)
            withDirectory(update.name.directory) { $0.entries[update.name.name] = update.inode }
            if let old { release(old) }
        }
        if isTracked { changes.append(MemoryNameChange(updates: updates)) }
    }

    // MARK: - Durability

    mutating func syncDirectory(_ inode: Int) {
        guard isTracked else { return }
        for change in changes.takeSynced(by: inode) { makeDurable(change) }
    }

    /// The reference that the change held becomes that of the durable name.
    private mutating func makeDurable(_ change: MemoryNameChange) {
        for update in change.updates {
            let old = directory(update.name.directory)?.durable[update.name.name]
            if isDirectory(update.name.directory) {
                withDirectory(update.name.directory) { $0.durable[update.name.name] = update.inode }
            } else if let inode = update.inode {
                // The directory itself is gone.
                release(inode)
            }
            if let old { release(old) }
        }
    }

    /// Leaves what the disk has: what was synced, and of the rest each thing with the chance given.
    mutating func cutPower(keeping chance: Double, using generator: inout some RandomNumberGenerator) {
        if isTracked {
            for change in changes.surviving(keeping: chance, using: &generator) { makeDurable(change) }
        }
        changes = []
        var reached: [Int: Int] = [:]
        settle(Self.root, &reached)
        for inode in inodes.keys.sorted() {
            guard let references = reached[inode] else {
                inodes[inode] = nil
                continue
            }
            inodes[inode]?.references = references
            withFile(inode) { $0.cutPower(keeping: chance, using: &generator) }
        }
    }

    /// Makes the durable names the names, and counts how often each inode has one.
    private mutating func settle(_ inode: Int, _ reached: inout [Int: Int]) {
        reached[inode, default: 0] += inode == Self.root ? 1 : isTracked ? 2 : 1
        guard let found = directory(inode), inode == Self.root || reached[inode] ?? 0 <= 2 else { return }
        if isTracked { withDirectory(inode) { $0.entries = $0.durable } }
        for child in (isTracked ? found.durable : found.entries).values { settle(child, &reached) }
    }
}
