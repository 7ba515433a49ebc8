import MartletModel

/// The name of a partition's directory, `topic-partition`, and what has become of it.
package struct PartitionDirectoryName: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        case current = ""
        /// Is being moved into this log directory.
        case future = "-future"
        /// Is to be removed.
        case deleted = "-delete"
        /// Was found here, but belongs elsewhere.
        case stray = "-stray"
    }

    private static let maxByteCount = 255

    package var topicPartition: TopicPartition
    package var state: State

    package init(_ topicPartition: TopicPartition, _ state: State = .current) {
        self.topicPartition = topicPartition
        self.state = state
    }

    /// Nil for a name that no partition's directory has.
    package init?(parsing name: String) {
        var stem = name[...]
        var state = State.current
        if let suffix = State.allCases.first(where: { $0 != .current && name.hasSuffix($0.rawValue) }) {
            guard let dot = name.lastIndex(of: ".") else { return nil }
            stem = name[..<dot]
            state = suffix
        }
        guard let dash = stem.lastIndex(of: "-"), dash > stem.startIndex,
            let partition = Int32(stem[stem.index(after: dash)...]), partition >= 0
        else { return nil }
        let topicPartition = TopicPartition(
            topic: String(stem[..<dash]), partition: PartitionIndex(partition))
        self.init(topicPartition, state)
    }

    /// The name, made unique by `id` unless the state is `current`.
    package func text(id: Uuid) -> String {
        guard state != .current else { return topicPartition.description }
        let end = "-\(topicPartition.partition).\(Self.hex(id.high))\(Self.hex(id.low))\(state.rawValue)"
        if state == .future { return topicPartition.topic + end }
        return String(
            decoding: topicPartition.topic.utf8.prefix(Self.maxByteCount - end.utf8.count), as: UTF8.self)
            + end
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
