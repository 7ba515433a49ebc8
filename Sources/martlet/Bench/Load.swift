import Glibc
import Histogram
import NIOCore

/// What a benchmark sends, and how it takes the answers.
protocol Load {
    /// The next request, whole, in memory that stays as it is until the next call; nil when there is none to
    /// send before another answer has come.
    mutating func next(correlationID: Int32) -> UnsafeRawBufferPointer?

    /// An answer, in the order of the requests. Returns how many bytes count as moved.
    mutating func answered(_ response: ByteBuffer) throws -> Int
}

/// What a run of a load has shown.
struct LoadResult {
    var seconds = 0.0
    var byteCount: Int64 = 0
    var requestCount = 0
    /// Of requests, in nanoseconds.
    var latency = Latency()

    var megabytesPerSecond: Double { Double(byteCount) / 1e6 / seconds }
}

/// Latencies in nanoseconds.
struct Latency {
    private var histogram = Histogram<UInt64>(
        lowestDiscernibleValue: 1_000, highestTrackableValue: 600_000_000_000,
        numberOfSignificantValueDigits: .three)

    mutating func record(_ latency: Duration) {
        let (seconds, attoseconds) = latency.components
        let nanoseconds = UInt64(clamping: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        histogram.record(min(max(nanoseconds, 1_000), 600_000_000_000))
    }

    mutating func add(_ other: Latency) { histogram.add(other.histogram) }

    /// In milliseconds.
    func percentile(_ percentile: Double) -> Double {
        histogram.totalCount == 0 ? .nan : Double(histogram.valueAtPercentile(percentile)) / 1e6
    }

    var maximum: Double { histogram.totalCount == 0 ? .nan : Double(histogram.max) / 1e6 }
}

/// Puts a load on one connection, from one thread.
struct LoadRunner {
    let socket: Socket
    /// How many requests may be unanswered.
    var window: Int
    /// Stop sending after so many bytes.
    var totalBytes: Int64

    func run<L: Load>(_ load: inout L) throws -> LoadResult {
        let clock = ContinuousClock()
        var result = LoadResult()
        var reader = ResponseReader()
        var sentAt: [ContinuousClock.Instant] = []
        var answeredCount = 0
        var sending: UnsafeRawBufferPointer?
        let start = clock.now
        while true {
            let isEnough = result.byteCount >= totalBytes
            if isEnough && answeredCount == sentAt.count && sending == nil { break }
            if sending == nil && !isEnough && sentAt.count - answeredCount < window {
                sending = load.next(correlationID: Int32(truncatingIfNeeded: sentAt.count))
                if sending != nil { sentAt.append(clock.now) }
            }
            var isStuck = sending == nil
            if let bytes = sending {
                if let count = try socket.sendSome(bytes) {
                    sending = count == bytes.count ? nil : UnsafeRawBufferPointer(rebasing: bytes[count...])
                } else {
                    isStuck = true
                }
            }
            // Answers are looked for when nothing can be sent, and then waited for.
            guard isStuck else { continue }
            let events = try wait(canSend: sending != nil)
            guard events & Int32(POLLIN | POLLHUP | POLLERR) != 0 else { continue }
            try reader.receive(from: socket) { response in
                result.byteCount += Int64(try load.answered(response))
                result.latency.record(clock.now - sentAt[answeredCount])
                answeredCount += 1
            }
        }
        result.requestCount = answeredCount
        result.seconds = (clock.now - start).seconds
        return result
    }

    private func wait(canSend: Bool) throws -> Int32 {
        var entry = pollfd(
            fd: socket.descriptor, events: Int16(POLLIN) | (canSend ? Int16(POLLOUT) : 0), revents: 0)
        while true {
            let count = poll(&entry, 1, 30_000)
            if count > 0 { return Int32(entry.revents) }
            if count == 0 { throw SystemError("waiting for an answer", code: ETIMEDOUT) }
            if errno != EINTR { throw SystemError("waiting for an answer") }
        }
    }
}
