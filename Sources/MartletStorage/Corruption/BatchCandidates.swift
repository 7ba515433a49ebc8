import MartletRecords
import NIOCore

/// The positions of a stretch of a file at which a batch may begin, as far as its first 61 bytes tell.
struct BatchCandidates {
    private let file: any File
    private let end: Int64
    private var position: Int64
    private var chunk = ByteBuffer()
    private var chunkPosition: Int64 = 0

    init(_ file: any File, from position: Int64, upTo end: Int64) {
        self.file = file
        self.end = end
        self.position = position
    }

    mutating func next() throws(StorageError) -> Int64? {
        while end - position >= Int64(BatchHeader.byteCount) {
            let last = chunkPosition + Int64(chunk.readableBytes - BatchHeader.byteCount)
            guard position >= chunkPosition, position <= last else {
                let count = Int(min(Int64(SegmentScanner.checkChunkByteCount), end - position))
                chunk = try file.read(at: position, count: count)
                chunkPosition = position
                // The file is shorter than it was.
                if chunk.readableBytes < BatchHeader.byteCount { return nil }
                continue
            }
            let found = Self.find(
                in: chunk.readableBytesView, from: Int(position - chunkPosition), room: end - chunkPosition)
            guard let found else {
                position = last + 1
                continue
            }
            position = chunkPosition + Int64(found) + 1
            return chunkPosition + Int64(found)
        }
        return nil
    }

    /// The first index with a batch's magic, and a length that ends within `room`.
    private static func find(in view: ByteBufferView, from start: Int, room: Int64) -> Int? {
        view.withUnsafeBytes { bytes in
            var index = start
            while index + BatchHeader.byteCount <= bytes.count {
                if bytes[index + 16] == UInt8(BatchHeader.magic) {
                    let length = Int32(
                        bigEndian: bytes.loadUnaligned(fromByteOffset: index + 8, as: Int32.self))
                    if length >= BatchHeader.minBatchLength,
                        Int64(index + BatchHeader.lengthPrefixByteCount) + Int64(length) <= room
                    {
                        return index
                    }
                }
                index += 1
            }
            return nil
        }
    }
}
