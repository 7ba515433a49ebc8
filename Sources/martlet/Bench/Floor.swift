import Glibc

/// The least that a broker could do: a bare loop between a socket and a file. It speaks in the same frames.
///
/// With followers it does the least of a leader: what it has written goes to them with `sendfile`, and is
/// answered when they have answered.
enum Floor {
    enum Mode: String, CaseIterable {
        /// Each request is written to a file and answered.
        case receive
        /// Each request is answered when it is on disk; one `fdatasync` covers all that came since the last.
        case receiveDurably = "receive-durably"
        /// Each request is answered with a part of a file.
        case send
    }

    /// Serves one connection until it ends. `followers` are connections to floors that receive.
    static func serve(
        _ socket: Socket, mode: Mode, file path: String, sendBytes: Int, followers: [Socket] = []
    ) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw SystemError("opening \(path)") }
        defer { close(file) }
        for socket in [socket] + followers {
            socket.setNonBlocking()
            // What the kernel would let them grow to leaves the processor's cache, and halves the throughput.
            socket.setBuffers(400_000)
        }
        switch mode {
        case .receive where !followers.isEmpty, .receiveDurably:
            let answers = FloorAnswers(
                socket: socket, file: mode == .receiveDurably ? file : nil, followers: followers)
            try answers.run { try receive(socket, file: file, answers) }
        case .receive:
            var position: off_t = 0
            try receive(socket) { request, correlationID in
                try write(request, to: file, at: &position)
                try acknowledge(correlationID, socket)
            }
        case .send:
            try send(socket, file: file, byteCount: sendBytes)
        }
    }

    private static func receive(_ socket: Socket, file: Int32, _ answers: FloorAnswers) throws {
        var position: off_t = 0
        try receive(socket) { request, correlationID in
            let start = position
            try write(request, to: file, at: &position)
            for follower in answers.followers {
                var size = Int32(request.count).bigEndian
                try withUnsafeBytes(of: &size) { try follower.sendAll($0) }
                var next = start
                try follower.sendAll(file, from: &next, byteCount: request.count)
            }
            answers.add(correlationID)
        }
    }

    private static func receive(
        _ socket: Socket, _ body: (UnsafeRawBufferPointer, Int32) throws -> Void
    ) throws {
        var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        while try socket.receiveAll(UnsafeMutableRawBufferPointer(rebasing: buffer[..<4])) {
            let size = Int(buffer.loadUnaligned(as: Int32.self).bigEndian)
            guard (8...(1 << 30)).contains(size) else { throw BenchError("a frame of \(size) bytes") }
            if size > buffer.count {
                buffer.deallocate()
                buffer = .allocate(byteCount: size, alignment: 4096)
            }
            let request = UnsafeMutableRawBufferPointer(rebasing: buffer[..<size])
            guard try socket.receiveAll(request) else { return }
            try body(
                UnsafeRawBufferPointer(request), request.loadUnaligned(fromByteOffset: 4, as: Int32.self))
        }
    }

    private static func write(
        _ bytes: UnsafeRawBufferPointer, to file: Int32, at position: inout off_t
    ) throws {
        var rest = bytes
        while rest.count > 0 {
            let count = pwrite(file, rest.baseAddress, rest.count, position)
            guard count > 0 else { throw SystemError("writing") }
            position += off_t(count)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    static func acknowledge(_ correlationID: Int32, _ socket: Socket) throws {
        var answer: (Int32, Int32) = (Int32(4).bigEndian, correlationID)
        try withUnsafeBytes(of: &answer) { try socket.sendAll($0) }
    }

    private static func send(_ socket: Socket, file: Int32, byteCount: Int) throws {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_size >= byteCount else {
            throw BenchError("the file holds less than one answer")
        }
        var position: off_t = 0
        try receive(socket) { _, correlationID in
            if position + off_t(byteCount) > status.st_size { position = 0 }
            var head: (Int32, Int32) = (Int32(byteCount + 4).bigEndian, correlationID)
            try withUnsafeBytes(of: &head) { try socket.sendAll($0) }
            try socket.sendAll(file, from: &position, byteCount: byteCount)
        }
    }
}
