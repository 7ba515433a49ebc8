import MartletStorage
import NIOCore
import NIOEmbedded
import Testing

@testable import MartletNetwork

@Suite struct ConnectionCountTests {
    private func run(_ limits: ConnectionLimits, _ inputs: [(isOpening: Bool, address: String)]) -> [String] {
        var count = ConnectionCount(limits: limits)
        return inputs.map { input in
            guard input.isOpening else {
                count.closed(from: input.address)
                return "closed"
            }
            return switch count.opened(from: input.address) {
            case .admitted: "admitted"
            case .refused(let isFirst): isFirst ? "refused, first" : "refused"
            }
        }
    }

    @Test func `the total is limited, whatever the address`() {
        var limits = ConnectionLimits()
        limits.total = 2
        #expect(
            run(
                limits,
                [(true, "a"), (true, "b"), (true, "c"), (true, "a"), (false, "b"), (true, "c"), (true, "c")])
                == [
                    "admitted", "admitted", "refused, first", "refused", "closed", "admitted",
                    "refused, first",
                ])
    }

    @Test func `each address is limited, some differently`() {
        var limits = ConnectionLimits()
        limits.perAddress = 1
        limits.overrides = ["b": 2, "c": 0]
        #expect(
            run(
                limits,
                [(true, "a"), (true, "a"), (true, "b"), (true, "b"), (true, "c"), (false, "a"), (true, "a")])
                == [
                    "admitted", "refused, first", "admitted", "admitted", "refused, first", "closed",
                    "admitted",
                ])
    }
}

@Suite struct OutboundQueueTests {
    @Test func `files come in pieces, buffers whole, empty things not at all`() throws {
        let slice = FileSlice(file: MemoryFile(pattern(100)), position: 10, byteCount: 25)
        var queue = OutboundQueue()
        queue.append([
            .buffer(ByteBuffer(string: "head")), .file(slice), .buffer(ByteBuffer()),
            .buffer(ByteBuffer(string: "tail")),
        ])
        var found: [String] = []
        while let source = queue.next(maxFileBytes: 10) {
            switch source {
            case .buffer(let buffer): found.append(String(buffer: buffer))
            case .file(let slice): found.append("\(slice.position)+\(slice.byteCount)")
            }
        }
        #expect(found == ["head", "10+10", "20+10", "30+5", "tail"])
        #expect(queue.isEmpty)
    }
}

@Suite struct LoopTimerTests {
    @Test func `it fires at the last deadline that was set`() {
        let loop = EmbeddedEventLoop()
        var fired: [Int64] = []
        let start = loop.now
        let timer = LoopTimer(eventLoop: loop) { fired.append(($0 - start).nanoseconds / 1_000_000_000) }
        timer.set(start + .seconds(5))
        timer.set(start + .seconds(10))
        loop.advanceTime(by: .seconds(9))
        #expect(fired == [])
        loop.advanceTime(by: .seconds(1))
        #expect(fired == [10])
        timer.set(start + .seconds(100))
        timer.set(start + .seconds(20))
        loop.advanceTime(by: .seconds(10))
        #expect(fired == [10, 20])
        timer.set(start + .seconds(30))
        timer.set(nil)
        loop.advanceTime(by: .seconds(200))
        #expect(fired == [10, 20])
    }
}
