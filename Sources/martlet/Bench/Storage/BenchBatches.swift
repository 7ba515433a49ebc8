import Glibc
import MartletModel
import MartletRecords
import NIOCore

/// Batches to measure with.
enum BenchBatches {
    /// A batch of one record, of about so many bytes; it names the producer where `isIdempotent`.
    static func make(byteCount: Int, isIdempotent: Bool = false) throws -> RecordBatch {
        var builder = RecordBatchBuilder(
            compression: .none, producerID: isIdempotent ? 7 : .none, producerEpoch: isIdempotent ? 0 : .none,
            baseSequence: isIdempotent ? 0 : -1)
        let overhead = BatchHeader.byteCount + 12
        let value = (0..<max(1, byteCount - overhead)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        builder.append(key: nil, value: ByteBuffer(bytes: value), timestamp: 1_700_000_000_000)
        return try builder.build()
    }
}

/// The processor's time that a thread has used.
struct ThreadTime {
    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// How many seconds of it `body` takes, and how many pass meanwhile.
    static func measure(_ body: () throws -> Void) rethrows -> (cpu: Double, wall: Double) {
        let (began, before) = (ContinuousClock.now, now)
        try body()
        return (now - before, (ContinuousClock.now - began).seconds)
    }
}
