/// Which partition of `__consumer_offsets` holds a group.
package enum GroupPlacement {
    /// Java's hash of a string, over its UTF-16 units, without its sign.
    package static func hash(_ group: String) -> Int64 {
        let hash = group.utf16.reduce(Int32(0)) { $0 &* 31 &+ Int32($1) }
        // Of the least number Java's `abs` is negative, and Kafka takes 0.
        return hash == .min ? 0 : Int64(abs(hash))
    }
}
