import MartletModel
import NIOCore

/// A header of a record.
public struct Header: Sendable, Hashable {
    public var name: String
    public var value: ByteBuffer?

    public init(name: String, value: ByteBuffer?) {
        self.name = name
        self.value = value
    }

    public init(name: String, value: String) {
        self.init(name: name, value: ByteBuffer(string: value))
    }
}

/// A record to be sent.
public struct ProducerRecord: Sendable, Hashable {
    public var topic: String
    /// Nil: chosen by the key, or where there is no key, one partition for a batch and then another.
    public var partition: PartitionIndex?
    public var key: ByteBuffer?
    /// Nil is a tombstone: in a compacted topic it deletes the key.
    public var value: ByteBuffer?
    public var headers: [Header]
    /// Nil: the time at which `Producer` gets the record.
    public var timestamp: Timestamp?

    public init(
        topic: String,
        partition: PartitionIndex? = nil,
        key: ByteBuffer? = nil,
        value: ByteBuffer?,
        headers: [Header] = [],
        timestamp: Timestamp? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
    }

    public init(topic: String, key: String? = nil, value: String) {
        self.init(topic: topic, key: key.map { ByteBuffer(string: $0) }, value: ByteBuffer(string: value))
    }
}

/// Where the cluster keeps a record that was sent.
public struct RecordMetadata: Sendable, Hashable {
    public var partition: TopicPartition
    /// Nil when nobody said: with `acks` 0, or when the broker had the record already and no longer knows
    /// where.
    public var offset: Offset?
    /// The broker's time of appending, for topics that keep it (`message.timestamp.type=LogAppendTime`).
    public var logAppendTime: Timestamp?

    public init(partition: TopicPartition, offset: Offset?, logAppendTime: Timestamp?) {
        self.partition = partition
        self.offset = offset
        self.logAppendTime = logAppendTime
    }
}
