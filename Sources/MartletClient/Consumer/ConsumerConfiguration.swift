import MartletModel

/// Where reading of a partition begins.
public enum StartPosition: Sendable, Hashable {
    case beginning
    /// Only what comes from now on.
    case end
    case offset(Offset)
    /// The first record that is not older.
    case timestamp(Timestamp)
}

/// Where reading of a partition ends.
public enum EndPosition: Sendable, Hashable {
    /// It does not: the consumer waits for records to come.
    case never
    /// Where the partition ends at the time the consumer is told to read it.
    case currentEnd
}

/// What to do when a partition no longer, or not yet, holds the offset that is to be read.
public enum OffsetReset: Sendable, Hashable {
    /// Throw `ClientError.offsetOutOfRange`.
    case fail
    case beginning
    case end
}

/// How a `Consumer` fetches.
public struct ConsumerConfiguration: Sendable {
    /// How long a broker may wait for `minBytes` before it answers.
    public var maxWait: Duration
    public var minBytes: Int
    /// How much one answer may hold; a batch that is larger comes all the same.
    public var maxBytes: Int
    /// How much of one answer may be of one partition.
    public var maxPartitionBytes: Int
    /// How much may be fetched and not yet taken.
    public var bufferBytes: Int
    /// The size to which a compressed batch may grow; one that would grow further is refused as damaged.
    public var maxDecompressedBytes: Int
    public var offsetReset: OffsetReset

    public init(
        maxWait: Duration = .milliseconds(500),
        minBytes: Int = 1,
        maxBytes: Int = 16 * 1024 * 1024,
        maxPartitionBytes: Int = 4 * 1024 * 1024,
        bufferBytes: Int = 64 * 1024 * 1024,
        maxDecompressedBytes: Int = 256 * 1024 * 1024,
        offsetReset: OffsetReset = .fail
    ) {
        self.maxWait = maxWait
        self.minBytes = minBytes
        self.maxBytes = maxBytes
        self.maxPartitionBytes = maxPartitionBytes
        self.bufferBytes = bufferBytes
        self.maxDecompressedBytes = maxDecompressedBytes
        self.offsetReset = offsetReset
    }

    func validate() throws(ClientError) {
        let settings = [
            ("minBytes", minBytes), ("maxBytes", maxBytes), ("maxPartitionBytes", maxPartitionBytes),
            ("bufferBytes", bufferBytes), ("maxDecompressedBytes", maxDecompressedBytes),
        ]
        for (name, value) in settings where !(1...Int(Int32.max)).contains(value) {
            throw .invalidConfiguration(name: name, value: String(value), allowed: "1 to \(Int32.max)")
        }
    }
}
