import Testing

@testable import MartletNetwork

@Suite struct ResponseQueueTests {
    typealias Queue = ResponseQueue<String>

    enum Input {
        case received(Int)
        case completed(UInt64, Queue.Outcome)
        case ended
        case closed
    }

    /// The effects of each input, in order.
    private func run(_ inputs: [Input]) -> [[Queue.Effect]] {
        var queue = Queue()
        return inputs.map { input in
            var effects: [Queue.Effect] = []
            switch input {
            case .received(let bytes): _ = queue.received(byteCount: bytes)
            case .completed(let number, let outcome):
                queue.completed(RequestToken(number: number), with: outcome, effects: &effects)
            case .ended: queue.ended(effects: &effects)
            case .closed: queue.closed()
            }
            return effects
        }
    }

    @Test func `responses leave in the order of the requests`() {
        #expect(
            run([
                .received(1), .received(1), .received(1),
                .completed(2, .response("c")), .completed(0, .response("a")), .completed(1, .response("b")),
            ]) == [[], [], [], [], [.send("a")], [.send("b"), .send("c")]])
    }

    @Test func `a request without an answer holds its place and sends nothing`() {
        #expect(
            run([
                .received(1), .received(1), .received(1),
                .completed(1, .noResponse), .completed(2, .response("c")), .completed(0, .response("a")),
            ]) == [[], [], [], [], [], [.send("a"), .send("c")]])
    }

    @Test func `a close waits for the responses before it and drops those after`() {
        #expect(
            run([
                .received(1), .received(1), .received(1),
                .completed(2, .response("c")), .completed(1, .close), .completed(0, .response("a")),
                .completed(2, .response("c")),
            ]) == [[], [], [], [], [], [.send("a"), .close], []])
    }

    @Test func `the end of the requests closes when all are answered`() {
        #expect(run([.ended]) == [[.close]])
        #expect(
            run([
                .received(1), .received(1), .ended, .completed(1, .noResponse), .completed(0, .response("a")),
            ])
                == [[], [], [], [], [.send("a"), .close]])
        #expect(run([.received(1), .completed(0, .noResponse), .ended, .ended]) == [[], [], [.close], []])
    }

    @Test func `after the connection is gone nothing comes`() {
        #expect(
            run([.received(1), .closed, .completed(0, .response("a")), .ended]) == [[], [], [], []])
    }

    @Test func `tokens are consecutive and go on after responses left`() {
        var queue = Queue()
        var effects: [Queue.Effect] = []
        #expect(queue.received(byteCount: 1).number == 0)
        #expect(queue.received(byteCount: 1).number == 1)
        queue.completed(RequestToken(number: 0), with: .noResponse, effects: &effects)
        #expect(queue.received(byteCount: 1).number == 2)
    }

    @Test func `a request counts until its response has left`() {
        var queue = Queue()
        var effects: [Queue.Effect] = []
        for bytes in [10, 20, 30] { _ = queue.received(byteCount: bytes) }
        queue.completed(RequestToken(number: 1), with: .response("b"), effects: &effects)
        #expect(queue.count == 3 && queue.byteCount == 60)
        queue.completed(RequestToken(number: 0), with: .response("a"), effects: &effects)
        #expect(queue.count == 1 && queue.byteCount == 30)
    }

    @Test func `a close that waits takes no further requests`() {
        var queue = Queue()
        var effects: [Queue.Effect] = []
        for _ in 1...2 { _ = queue.received(byteCount: 1) }
        #expect(queue.acceptsRequests)
        queue.completed(RequestToken(number: 1), with: .close, effects: &effects)
        #expect(!queue.acceptsRequests && !queue.isClosed && effects == [])
    }

    @Test func `every order of completion gives the same order of responses`() {
        let count = 6
        for seed in 0..<200 {
            var generator = SplitMix(seed: UInt64(seed))
            var queue = Queue()
            var effects: [Queue.Effect] = []
            let tokens = (0..<count).map { _ in queue.received(byteCount: 1) }
            for token in tokens.shuffled(using: &generator) {
                queue.completed(token, with: .response("\(token.number)"), effects: &effects)
            }
            #expect(effects == (0..<count).map { .send("\($0)") }, "seed \(seed)")
        }
    }
}

/// A generator whose numbers follow from its seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
