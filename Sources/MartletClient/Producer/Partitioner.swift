import NIOCore

/// Apache Kafka's murmur2: every client that uses it sends the same key to the same partition.
package enum Murmur2 {
    package static func hash(_ bytes: some Collection<UInt8>) -> UInt32 {
        let multiplier: UInt32 = 0x5bd1_e995
        let count = bytes.count
        var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: count)
        var iterator = bytes.makeIterator()
        for _ in 0..<(count / 4) {
            var word: UInt32 = 0
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                word |= UInt32(iterator.next() ?? 0) << shift
            }
            word = word &* multiplier
            word = (word ^ (word >> 24)) &* multiplier
            hash = (hash &* multiplier) ^ word
        }
        if count % 4 > 0 {
            for shift in stride(from: UInt32(0), to: UInt32(count % 4) * 8, by: 8) {
                hash ^= UInt32(iterator.next() ?? 0) << shift
            }
            hash = hash &* multiplier
        }
        hash = (hash ^ (hash >> 13)) &* multiplier
        return hash ^ (hash >> 15)
    }

    /// The partition of a key among `count`, as the Java client's default partitioner has it.
    package static func partition(of key: ByteBuffer, count: Int) -> Int {
        Int(hash(key.readableBytesView) & 0x7fff_ffff) % count
    }
}
