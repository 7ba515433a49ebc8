import MartletStorage

/// Whether a shard may append to a log directory, and how much before it looks at the disk again. Pure.
///
/// A disk that fills has two marks. Below the first, *slowing*, records are taken ever more slowly
/// (`DiskBrake`); what lies below the second, the *reserve*, is kept from clients: metadata, checkpoints,
/// deletions and the next start find room there when records do not.
struct DiskRoom {
    enum Verdict: Equatable {
        case taken
        /// Taken too; but of what clients may use only `room` bytes are left.
        case slowed(room: Int64)
        case refused
    }

    private let shardCount: Int64
    private let configuredReserve: Int64?
    /// What clients could use at the last look, less what was taken since.
    private var room: Int64 = 0
    private var slowing: Int64 = 0
    /// Appended without another look. All shards together never allow more than there was at their looks.
    private var allowance: Int64 = 0
    /// An allowance ends here; while there is no room, the next look is not before this.
    private var nextLook: Duration = .zero
    private var isFull = false

    private static let greatestAllowance: Int64 = 64 << 20
    private static let lookInterval: Duration = .seconds(1)
    /// Near the end, where others' appends count, and for room that comes back.
    private static let shortLookInterval: Duration = .milliseconds(50)

    init(shardCount: Int, reserve: Int64? = nil) {
        self.shardCount = Int64(shardCount)
        self.configuredReserve = reserve
    }

    /// What clients' records must leave of a disk of this size, if no configuration says.
    static func reserve(totalBytes: Int64) -> Int64 {
        min(totalBytes / 64, 64 << 20)
    }

    /// How much clients may still use when they begin to be slowed: a fiftieth of the disk, or as much as the
    /// reserve if that is more; a GiB at most.
    static func slowing(totalBytes: Int64, reserve: Int64) -> Int64 {
        min(max(totalBytes / 50, reserve), 1 << 30)
    }

    /// What becomes of `byteCount` bytes. `look` asks the disk; nil where it does not tell.
    mutating func take(_ byteCount: Int, now: Duration, look: () -> VolumeSpace?) -> Verdict {
        let byteCount = Int64(byteCount)
        if isFull && now < nextLook { return .refused }
        if isFull || byteCount > allowance || now >= nextLook {
            guard let space = look() else { return .taken }
            looked(space, now: now)
            isFull = room < byteCount
            if isFull { return .refused }
        }
        allowance = max(0, allowance - byteCount)
        room -= byteCount
        return room < slowing ? .slowed(room: room) : .taken
    }

    /// The disk refused an append, whatever it says of its room.
    mutating func refused(now: Duration) {
        isFull = true
        nextLook = now + Self.shortLookInterval
    }

    private mutating func looked(_ space: VolumeSpace, now: Duration) {
        let reserve = configuredReserve ?? Self.reserve(totalBytes: space.totalBytes)
        room = space.usableBytes - reserve
        slowing = Self.slowing(totalBytes: space.totalBytes, reserve: reserve)
        allowance = max(0, min(room / (2 * shardCount), Self.greatestAllowance))
        nextLook = now + (room < slowing ? Self.shortLookInterval : Self.lookInterval)
    }
}

/// How long producers are held back for what they add to a disk that is nearly full. Pure; one for each log
/// directory.
///
/// Records are let in at the rate at which the room that is left would last for `span`. It falls with the
/// room, so that retention and the operator have time to act, however fast producers are.
struct DiskBrake {
    /// The records that were taken will have been paid for by then.
    private var paidUntil: Duration = .zero

    private static let span: Duration = .seconds(10)
    /// More would look to clients as if the broker hung.
    static let greatestDelay: Duration = .seconds(1)

    init() {}

    /// How long whoever has added `byteCount` bytes is to wait before it sends more.
    mutating func delay(_ byteCount: Int, room: Int64, now: Duration) -> Duration {
        let price = Self.span * (Double(byteCount) / Double(max(room, 1)))
        paidUntil = min(max(paidUntil, now) + min(price, Self.greatestDelay), now + Self.greatestDelay)
        return paidUntil - now
    }
}
