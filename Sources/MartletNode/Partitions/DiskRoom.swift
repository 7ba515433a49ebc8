import MartletStorage

/// How much a shard may append to a log directory before it looks at the disk again.
///
/// The last bit of a disk is kept from clients: metadata, checkpoints, deletions and the next start find room
/// there when records do not.
struct DiskRoom {
    /// Appended without another look. All shards together never allow more than there was at their looks.
    private var allowance: Int64 = 0
    private let shardCount: Int64
    /// While there is no room, the next look is not before this.
    private var nextLook: Duration = .zero

    private static let greatestReserve: Int64 = 64 << 20
    private static let greatestAllowance: Int64 = 64 << 20
    private static let lookInterval: Duration = .milliseconds(50)

    init(shardCount: Int) {
        self.shardCount = Int64(shardCount)
    }

    /// What clients' records must leave of a disk of this size.
    static func reserve(totalBytes: Int64) -> Int64 {
        min(totalBytes / 64, greatestReserve)
    }

    /// Whether `byteCount` bytes may be appended now. `look` asks the disk; nil where it does not tell.
    mutating func take(_ byteCount: Int, now: Duration, look: () -> VolumeSpace?) -> Bool {
        let byteCount = Int64(byteCount)
        if byteCount <= allowance {
            allowance -= byteCount
            return true
        }
        if now < nextLook { return false }
        guard let space = look() else { return true }
        let room = space.usableBytes - Self.reserve(totalBytes: space.totalBytes) - byteCount
        guard room >= 0 else {
            nextLook = now + Self.lookInterval
            return false
        }
        allowance = min(room / (2 * shardCount), Self.greatestAllowance)
        return true
    }
}
