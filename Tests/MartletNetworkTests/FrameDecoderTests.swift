import NIOCore
import Testing

@testable import MartletNetwork

@Suite struct FrameDecoderTests {
    private let small = FrameDecoder(allowedSizes: 8...1_000)

    private func frame(_ body: ByteBuffer) -> ByteBuffer { framed(body) }

    private func body(_ count: Int, seed: UInt64 = 0) -> ByteBuffer { pattern(count, seed: seed) }

    private func frames(from decoder: inout FrameDecoder) throws -> [ByteBuffer] {
        var found: [ByteBuffer] = []
        while let frame = try decoder.next() { found.append(frame) }
        return found
    }

    /// Plays the channel: reads `stream` into the buffers that the decoder lends, at most `limit` at a time.
    private func read(
        _ stream: ByteBuffer, limit: Int = .max, into decoder: inout FrameDecoder
    ) throws -> [ByteBuffer] {
        var stream = stream
        var found: [ByteBuffer] = []
        while stream.readableBytes > 0 {
            var buffer = decoder.lend()
            let room = buffer.writableBytes
            #expect(room > 0)
            if let part = stream.readSlice(length: min(limit, room, stream.readableBytes)) {
                buffer.writeImmutableBuffer(part)
            }
            decoder.received(buffer)
            found += try frames(from: &decoder)
        }
        return found
    }

    @Test func `frames come out whole, wherever the stream is split`() throws {
        let bodies = [body(8), body(9, seed: 1), body(40, seed: 2)]
        var stream = ByteBuffer()
        for body in bodies { stream.writeImmutableBuffer(frame(body)) }
        for split in 0...stream.readableBytes {
            for lends in [true, false] {
                var decoder = small
                var found: [ByteBuffer] = []
                for part in [
                    stream.getSlice(at: 0, length: split),
                    stream.getSlice(at: split, length: stream.readableBytes - split),
                ] {
                    let part = try #require(part)
                    if lends {
                        found += try read(part, into: &decoder)
                    } else {
                        decoder.received(part)
                        found += try frames(from: &decoder)
                    }
                }
                #expect(found == bodies, "split at \(split), lends: \(lends)")
                #expect(decoder.heldBytes == 0)
            }
        }
    }

    @Test func `frames come out whole, byte by byte`() throws {
        let bodies = [body(8), body(500, seed: 3), body(9)]
        var stream = ByteBuffer()
        for body in bodies { stream.writeImmutableBuffer(frame(body)) }
        var decoder = small
        #expect(try read(stream, limit: 1, into: &decoder) == bodies)
    }

    @Test(arguments: [1_000, 65_536, 65_537, 300_000, 1_048_676], [700, 16_384, .max])
    func `large and small frames keep their bytes`(size: Int, limit: Int) throws {
        let bodies = [
            body(size), body(20), body(size, seed: 1), body(size, seed: 2), body(8), body(size + 1),
        ]
        var stream = ByteBuffer()
        for body in bodies { stream.writeImmutableBuffer(frame(body)) }
        var decoder = FrameDecoder(allowedSizes: 8...2_000_000)
        #expect(try read(stream, limit: limit, into: &decoder) == bodies)
    }

    @Test(arguments: [Int32.min, -1, 0, 7, 1_001, 0x7fff_ffff])
    func `a size outside the limits is refused, again and again`(size: Int32) throws {
        var decoder = small
        decoder.received(frame(body(8)))
        decoder.received(ByteBuffer(integer: size))
        #expect(try decoder.next()?.readableBytes == 8)
        #expect(!decoder.needsMoreBytes)
        for _ in 1...2 {
            #expect(throws: FrameError.sizeOutOfRange(size: size, allowed: 8...1_000)) {
                try decoder.next()
            }
        }
    }

    @Test func `memory follows the bytes that arrived`() {
        var decoder = FrameDecoder(allowedSizes: 8...Int(Int32.max))
        var buffer = decoder.lend()
        buffer.writeInteger(Int32.max)
        decoder.received(buffer)
        var received = 4
        for _ in 1...6 {
            var buffer = decoder.lend()
            #expect(buffer.storageCapacity <= max(4 * received, 2 * FrameDecoder.largestChunk))
            let count = buffer.writableBytes
            buffer.writeRepeatingByte(1, count: count)
            received += count
            decoder.received(buffer)
            #expect(decoder.needsMoreBytes)
        }
        #expect(received > 16 << 20)
    }

    @Test func `a connection that delivered a large frame has the next one copied only at its head`() throws {
        var decoder = FrameDecoder(allowedSizes: 8...2_000_000)
        let large = frame(body(1_000_000))
        _ = try read(large, into: &decoder)
        var head = decoder.lend()
        #expect(head.writableBytes <= 8 * 1024)
        head.writeImmutableBuffer(try #require(large.getSlice(at: 0, length: head.writableBytes)))
        decoder.received(head)
        // The rest of the frame, and not a byte of the next.
        #expect(decoder.lend().writableBytes == large.readableBytes - head.readableBytes)
    }

    @Test func `a small frame does not pin a large buffer`() throws {
        var decoder = FrameDecoder(allowedSizes: 8...1_000_000)
        var stream = frame(body(900_000))
        stream.writeImmutableBuffer(frame(body(8)))
        decoder.received(stream)
        #expect(try decoder.next()?.readableBytes == 900_000)
        #expect(try decoder.next()?.storageCapacity == 8)
    }

    @Test func `chunks shrink when little comes and grow when much does`() throws {
        var decoder = small
        var many = ByteBuffer()
        for _ in 0..<2_000 { many.writeImmutableBuffer(frame(body(96))) }
        _ = try read(many, into: &decoder)
        #expect(decoder.lend().writableBytes == FrameDecoder.largestChunk)
        decoder.received(frame(body(8)))
        _ = try frames(from: &decoder)
        for _ in 1...40 { _ = try read(frame(body(8)), into: &decoder) }
        #expect(decoder.lend().writableBytes == FrameDecoder.smallestChunk)
    }

    @Test func `frames that wait are not lost with the buffer of a read that finds the end`() throws {
        var decoder = small
        decoder.received(frame(body(96)))
        _ = decoder.lend()
        #expect(try frames(from: &decoder) == [body(96)])
    }

    @Test func `frames that wait keep room for the channel to read on`() throws {
        var decoder = small
        for _ in 1...200 {
            var buffer = decoder.lend()
            #expect(buffer.writableBytes > 0)
            buffer.writeImmutableBuffer(frame(body(96)))
            decoder.received(buffer)
        }
        #expect(try frames(from: &decoder) == Array(repeating: body(96), count: 200))
    }

    @Test func `a lent buffer that does not come back is noticed`() throws {
        var decoder = small
        decoder.received(ByteBuffer(bytes: [0, 0]))
        _ = decoder.lend()
        var buffer = decoder.lend()
        buffer.writeImmutableBuffer(frame(body(8)))
        decoder.received(buffer)
        #expect(throws: FrameError.bytesLost(2)) { try decoder.next() }
    }

    @Test func `nothing is lost with an empty buffer that does not come back`() throws {
        var decoder = small
        _ = decoder.lend()
        #expect(try read(frame(body(8)), into: &decoder) == [body(8)])
    }
}
