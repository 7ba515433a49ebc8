import MartletModel

/// How a made-up disk misbehaves. Each rate is the part of the operations that it befalls: 0 is none of them,
/// 1 is all. With every rate at 0 such a disk still forgets at a power cut what was not synced.
package struct DiskFaults: Sendable {
    /// From which everything is drawn: the same seed and the same operations give the same faults.
    package var seed: UInt64
    /// Reads that fail.
    package var readErrors = 0.0
    /// Reads that return one bit flipped, with no sign of it. What is on the disk stays right.
    package var flippedBits = 0.0
    /// Writes of which a part arrives before they fail.
    package var tornWrites = 0.0
    /// Operations that need room and find none: writes, of which a part may arrive, files and directories
    /// that are made, renames, and files that are made longer.
    package var fullDisk = 0.0
    /// Syncs that fail. What was to be synced is still read back, but it never reaches the disk unless it is
    /// written again; the next sync finds nothing to do, and succeeds.
    package var syncErrors = 0.0
    /// Operations that take long, and how long at most.
    package var slowOperations = 0.0
    package var longestDelay: Duration = .seconds(10)

    package init(seed: UInt64) {
        self.seed = seed
    }
}

/// The faults of one disk as they come.
struct FaultSource: Sendable {
    private let faults: DiskFaults
    private var generator: SeededGenerator

    init(_ faults: DiskFaults) {
        self.faults = faults
        generator = SeededGenerator(seed: faults.seed)
    }

    /// How long the next operation takes.
    mutating func delay() -> Duration? {
        guard generator.happens(faults.slowOperations) else { return nil }
        return faults.longestDelay * (Double(UInt32.random(in: 1...1_000, using: &generator)) / 1_000)
    }

    /// What becomes of the next operation.
    mutating func verdict(
        _ operation: MemoryFileSystem.Operation, _ path: String
    ) -> MemoryFileSystem.Verdict {
        switch operation {
        case .write(let byteCount):
            if generator.happens(faults.tornWrites) {
                return .tear(after: torn(byteCount), Self.failure("write", path))
            }
            if generator.happens(faults.fullDisk) { return .tear(after: torn(byteCount), .full(path: path)) }
        case .rename, .createDirectory:
            if generator.happens(faults.fullDisk) { return .fail(.full(path: path)) }
        case .read:
            if generator.happens(faults.readErrors) { return .fail(Self.failure("read", path)) }
        case .sync, .syncDirectory:
            if generator.happens(faults.syncErrors) { return .fail(Self.failure("fsync", path)) }
        case .open, .list, .attributes, .remove, .lock, .space, .truncate:
            break
        }
        return .proceed
    }

    /// Whether there is no room for what an operation turns out to need.
    mutating func isFull() -> Bool {
        generator.happens(faults.fullDisk)
    }

    /// The bit of a read of so many bytes that is flipped.
    mutating func flippedBit(ofByteCount byteCount: Int) -> (byte: Int, mask: UInt8)? {
        guard byteCount > 0, generator.happens(faults.flippedBits) else { return nil }
        return (
            Int.random(in: 0..<byteCount, using: &generator),
            1 << UInt8.random(in: 0..<8, using: &generator)
        )
    }

    private mutating func torn(_ byteCount: Int) -> Int {
        byteCount == 0 ? 0 : Int.random(in: 0..<byteCount, using: &generator)
    }

    private static func failure(_ operation: String, _ path: String) -> StorageError {
        let inputOutputError: Int32 = 5
        return .system(operation: operation, path: path, code: inputOutputError)
    }
}
