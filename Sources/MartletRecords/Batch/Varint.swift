/// The zigzag varints of the record format, over raw memory.
enum Varint {
    /// The most bytes a 64-bit varint takes.
    static let maxByteCount = 10

    @inline(__always)
    static func zigzag(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: (value << 1) ^ (value >> 63))
    }

    @inline(__always)
    static func unzigzag(_ raw: UInt64) -> Int64 {
        Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    @inline(__always)
    static func byteCount(_ value: Int64) -> Int {
        let bits = 64 - zigzag(value).leadingZeroBitCount
        return max(1, (bits + 6) / 7)
    }

    /// Writes at `target`, where `maxByteCount` bytes must be free, and returns how many bytes that took.
    @inline(__always)
    static func write(_ value: Int64, to target: UnsafeMutableRawPointer) -> Int {
        var raw = zigzag(value)
        var count = 0
        while raw >= 0x80 {
            target.storeBytes(of: UInt8(truncatingIfNeeded: raw) | 0x80, toByteOffset: count, as: UInt8.self)
            raw >>= 7
            count += 1
        }
        target.storeBytes(of: UInt8(truncatingIfNeeded: raw), toByteOffset: count, as: UInt8.self)
        return count + 1
    }

    /// Reads at `position`, which moves on, and not beyond `end`.
    @inline(__always)
    static func read32(
        _ base: UnsafeRawPointer, _ position: inout Int, end: Int
    ) throws(RecordFault) -> Int32 {
        guard position < end else { throw .endsEarly }
        let first = base.load(fromByteOffset: position, as: UInt8.self)
        if first < 0x80 {
            position += 1
            return Int32(truncatingIfNeeded: unzigzag(UInt64(first)))
        }
        let raw = UInt32(truncatingIfNeeded: try readLong(base, &position, end: end, maxByteCount: 5))
        return Int32(bitPattern: raw >> 1) ^ -Int32(bitPattern: raw & 1)
    }

    @inline(__always)
    static func read64(
        _ base: UnsafeRawPointer, _ position: inout Int, end: Int
    ) throws(RecordFault) -> Int64 {
        guard position < end else { throw .endsEarly }
        let first = base.load(fromByteOffset: position, as: UInt8.self)
        if first < 0x80 {
            position += 1
            return unzigzag(UInt64(first))
        }
        return unzigzag(try readLong(base, &position, end: end, maxByteCount: maxByteCount))
    }

    /// As in Kafka, bits beyond the width of the last byte are dropped, and further bytes refused.
    @inline(__always)
    private static func readLong(
        _ base: UnsafeRawPointer, _ position: inout Int, end: Int, maxByteCount: Int
    ) throws(RecordFault) -> UInt64 {
        var raw: UInt64 = 0
        var shift: UInt64 = 0
        for _ in 0..<maxByteCount {
            guard position < end else { throw .endsEarly }
            let byte = base.load(fromByteOffset: position, as: UInt8.self)
            position += 1
            raw |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 { return raw }
            shift += 7
        }
        throw .varintTooLong
    }
}
