import MartletRecords

/// How batches are compressed. A level of nil is the codec's own default.
public enum BatchCompression: Sendable, Hashable {
    case none
    case gzip(level: Int? = nil)
    case snappy
    case lz4(level: Int? = nil)
    case zstd(level: Int? = nil)

    package var codec: Compression {
        switch self {
        case .none: .none
        case .gzip: .gzip
        case .snappy: .snappy
        case .lz4: .lz4
        case .zstd: .zstd
        }
    }

    package var level: Int? {
        switch self {
        case .none, .snappy: nil
        case .gzip(let level), .lz4(let level), .zstd(let level): level
        }
    }

    /// The codec of a name (`none`, `gzip`, `snappy`, `lz4`, `zstd`) at a level; nil for any other name.
    public init?(name: String, level: Int? = nil) {
        switch name {
        case "none": self = .none
        case "gzip": self = .gzip(level: level)
        case "snappy": self = .snappy
        case "lz4": self = .lz4(level: level)
        case "zstd": self = .zstd(level: level)
        default: return nil
        }
    }
}

/// Who must have a record before the producer is told that it is kept.
public enum Acknowledgement: Int16, Sendable, Hashable {
    /// Nobody: the record may be lost without a word.
    case none = 0
    /// The partition's leader.
    case leader = 1
    /// Every replica that is in sync.
    case all = -1
}

/// How a `Producer` batches, sends and retries.
public struct ProducerConfiguration: Sendable {
    public var acknowledgement: Acknowledgement
    /// Whether a retry can neither duplicate records nor change their order. Needs `acknowledgement` `.all`:
    /// with any other this is ignored.
    public var isIdempotent: Bool
    public var compression: BatchCompression
    /// How large a batch may get, before compression. A topic's `max.message.bytes` must allow it.
    public var batchBytes: Int
    /// How long a batch waits for more records.
    public var linger: Duration
    /// How much may wait to be acknowledged; beyond it `enqueue` and `send` wait.
    public var bufferBytes: Int
    /// How many batches of one partition may be under way at a time, at most 5 for an idempotent producer.
    public var maxInFlight: Int
    /// How long a record is tried before its send fails.
    public var deliveryTimeout: Duration
    /// Whether a topic that is missing may be made by the broker, if the broker does such a thing.
    public var createsTopics: Bool

    public init(
        acknowledgement: Acknowledgement = .all,
        isIdempotent: Bool = true,
        compression: BatchCompression = .none,
        batchBytes: Int = 1_000_000,
        linger: Duration = .milliseconds(5),
        bufferBytes: Int = 64 * 1024 * 1024,
        maxInFlight: Int = 5,
        deliveryTimeout: Duration = .seconds(120),
        createsTopics: Bool = true
    ) {
        self.acknowledgement = acknowledgement
        self.isIdempotent = isIdempotent
        self.compression = compression
        self.batchBytes = batchBytes
        self.linger = linger
        self.bufferBytes = bufferBytes
        self.maxInFlight = maxInFlight
        self.deliveryTimeout = deliveryTimeout
        self.createsTopics = createsTopics
    }

    func validate() throws(ClientError) {
        func check(_ isAllowed: Bool, _ name: String, _ value: Int, _ allowed: String) throws(ClientError) {
            if !isAllowed {
                throw .invalidConfiguration(name: name, value: String(value), allowed: allowed)
            }
        }
        try check(batchBytes > 0, "batchBytes", batchBytes, "1 or more")
        try check(bufferBytes > 0, "bufferBytes", bufferBytes, "1 or more")
        let maxAllowed = isIdempotent && acknowledgement == .all ? 5 : 1_000
        try check((1...maxAllowed).contains(maxInFlight), "maxInFlight", maxInFlight, "1 to \(maxAllowed)")
        if linger < .zero || deliveryTimeout <= .zero {
            throw .invalidConfiguration(
                name: "linger or deliveryTimeout", value: "negative", allowed: "zero or more")
        }
    }
}
