import DequeModule

/// Puts the responses of a connection into the order of its requests, whatever order they are completed in.
///
/// States: *open* → *ending* (no further requests, by `ended` or a `.close` outcome) → *closed*; *open* →
/// *closed*. Invariant: tokens of the requests in flight are consecutive, and the first is never complete.
package struct ResponseQueue<Response: Sendable>: Sendable {
    package enum Outcome: Sendable {
        case response(Response)
        /// The protocol has no answer to this request (Produce with acks=0).
        case noResponse
        /// The connection closes after the responses to the requests before this one.
        case close
    }

    package enum Effect: Sendable {
        case send(Response)
        /// Everything before was sent; nothing follows.
        case close
    }

    private struct Request: Sendable {
        var byteCount: Int
        var outcome: Outcome?
    }

    private var requests: Deque<Request> = []
    private var firstNumber: UInt64 = 0
    private var isEnding = false
    /// Requests that were received and whose response has not left, in bytes.
    package private(set) var byteCount = 0
    /// After this no effect comes, and completions are ignored.
    package private(set) var isClosed = false

    package init() {}

    /// Requests that were received and whose response has not left.
    package var count: Int { requests.count }

    package var isEmpty: Bool { requests.isEmpty }

    /// Whether a further request would still be answered.
    package var acceptsRequests: Bool { !isEnding && !isClosed }

    package mutating func received(byteCount: Int) -> RequestToken {
        precondition(acceptsRequests, "a request was received after the last one")
        requests.append(Request(byteCount: byteCount))
        self.byteCount += byteCount
        return RequestToken(number: firstNumber + UInt64(requests.count - 1))
    }

    package mutating func completed(
        _ token: RequestToken, with outcome: Outcome, effects: inout [Effect]
    ) {
        if isClosed { return }
        precondition(
            token.number >= firstNumber && token.number - firstNumber < UInt64(requests.count),
            "a request was completed that is not in flight")
        let index = Int(token.number - firstNumber)
        precondition(requests[index].outcome == nil, "a request was completed twice")
        if case .close = outcome { isEnding = true }
        requests[index].outcome = outcome
        if index == 0 { advance(&effects) }
    }

    /// No further requests will come: close when those in flight are answered.
    package mutating func ended(effects: inout [Effect]) {
        if isClosed { return }
        isEnding = true
        advance(&effects)
    }

    /// The connection is gone.
    package mutating func closed() {
        isClosed = true
        requests = []
        byteCount = 0
    }

    private mutating func advance(_ effects: inout [Effect]) {
        while let request = requests.first, let outcome = request.outcome {
            requests.removeFirst()
            firstNumber += 1
            byteCount -= request.byteCount
            switch outcome {
            case .response(let response):
                effects.append(.send(response))
            case .noResponse:
                break
            case .close:
                close(&effects)
                return
            }
        }
        if isEnding && requests.isEmpty { close(&effects) }
    }

    private mutating func close(_ effects: inout [Effect]) {
        closed()
        effects.append(.close)
    }
}

extension ResponseQueue.Outcome: Equatable where Response: Equatable {}
extension ResponseQueue.Effect: Equatable where Response: Equatable {}
