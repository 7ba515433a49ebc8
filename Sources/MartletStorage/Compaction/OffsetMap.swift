import CXXHash
import Glibc
import MartletModel

/// The last offset of each key, in a fixed amount of memory: 24 bytes for each of its places, of which nine
/// in ten are used. Keys are known by a hash of 128 bits alone, as in Kafka; as the seed is secret, nobody
/// can make two keys that share one.
///
/// One flat allocation with open addressing. What is never written to costs no memory.
final class OffsetMap {
    private struct Place {
        var low: UInt64
        var high: UInt64
        /// One more than the offset; 0 in a free place.
        var offsetAfter: Int64
    }

    static let placeByteCount = MemoryLayout<Place>.size
    private static let loadFactor = 0.9

    private let places: UnsafeMutablePointer<Place>
    private let placeCount: Int
    /// How many keys there is room for.
    let capacity: Int
    private(set) var count = 0
    private let seed: UInt64

    /// As large as `byteCount` allows, but not larger than `keyCount` keys need.
    init(byteCount: Int, keyCount: Int, seed: UInt64) {
        let needed = Int((Double(keyCount) / Self.loadFactor).rounded(.up)) + 1
        placeCount = max(2, min(byteCount / Self.placeByteCount, needed))
        capacity = max(1, min(placeCount - 1, Int(Double(placeCount) * Self.loadFactor)))
        guard let memory = calloc(placeCount, Self.placeByteCount) else {
            preconditionFailure("the system has no memory left for \(placeCount) keys")
        }
        places = memory.bindMemory(to: Place.self, capacity: placeCount)
        self.seed = seed
    }

    deinit {
        free(places)
    }

    /// Whether there is room for so many keys more.
    func hasRoom(for keyCount: Int) -> Bool { count + keyCount <= capacity }

    /// Notes that the key is at `offset`, which is later than all before.
    func put(_ key: UnsafeRawBufferPointer, _ offset: Offset) {
        let hash = XXH3_128bits_withSeed(key.baseAddress, key.count, seed)
        let index = find(hash)
        if places[index].offsetAfter == 0 {
            precondition(count < capacity, "there is room for each key")
            count += 1
            (places[index].low, places[index].high) = (hash.low64, hash.high64)
        }
        places[index].offsetAfter = offset.rawValue + 1
    }

    /// The last offset of the key; nil for one that was not noted.
    func lastOffset(of key: UnsafeRawBufferPointer) -> Offset? {
        let place = places[find(XXH3_128bits_withSeed(key.baseAddress, key.count, seed))]
        return place.offsetAfter == 0 ? nil : Offset(place.offsetAfter - 1)
    }

    /// The place of the hash, or the free one where it belongs: one is always free.
    private func find(_ hash: XXH128_hash_t) -> Int {
        var index = Int(truncatingIfNeeded: hash.low64.multipliedFullWidth(by: UInt64(placeCount)).high)
        while places[index].offsetAfter != 0,
            places[index].low != hash.low64 || places[index].high != hash.high64
        {
            index = index + 1 == placeCount ? 0 : index + 1
        }
        return index
    }
}
