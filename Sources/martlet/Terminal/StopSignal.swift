import Dispatch
import Glibc

/// SIGTERM or SIGINT, whichever comes first. From its making on neither ends the process by itself.
///
/// The handlers write into a pipe, which is all that a handler may do; a source reads from it. There is one
/// for the whole process.
struct StopSignal {
    let names: AsyncStream<String>
    /// It watches for as long as it is referred to.
    private let source: any DispatchSourceRead

    init() {
        let (names, continuation) = AsyncStream<String>.makeStream()
        self.names = names
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "a new process has descriptors to spare")
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        let readEnd = ends[0]
        stopPipe = ends[1]
        source = DispatchSource.makeReadSource(fileDescriptor: readEnd, queue: .global())
        source.setEventHandler {
            var number: UInt8 = 0
            while read(readEnd, &number, 1) == 1 {
                continuation.yield(Int32(number) == SIGINT ? "SIGINT" : "SIGTERM")
            }
        }
        source.activate()
        for number in [SIGTERM, SIGINT] {
            signal(number) { received in
                var byte = UInt8(truncatingIfNeeded: received)
                _ = write(stopPipe, &byte, 1)
            }
        }
    }
}

// Unsafe: written once, before the handlers that read it are in place.
nonisolated(unsafe) private var stopPipe: Int32 = -1
