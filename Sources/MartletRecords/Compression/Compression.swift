/// How the records of a batch are compressed. The raw value is the codec's number in the batch's attributes.
package enum Compression: Int8, Sendable, CaseIterable {
    case none = 0
    case gzip = 1
    case snappy = 2
    case lz4 = 3
    case zstd = 4

    /// Kafka's name, as in `compression.type`.
    package var name: String {
        switch self {
        case .none: "none"
        case .gzip: "gzip"
        case .snappy: "snappy"
        case .lz4: "lz4"
        case .zstd: "zstd"
        }
    }

    /// Kafka's default of `compression.gzip.level` and its like.
    package var defaultLevel: Int {
        switch self {
        case .none, .snappy: 0
        case .gzip: -1
        case .lz4: 9
        case .zstd: 3
        }
    }

    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}
