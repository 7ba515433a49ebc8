import Glibc

/// The least that a broker could do: a bare loop between a socket and a file. It speaks in the same frames.
enum Floor {
    enum Mode: String, CaseIterable {
        /// Each request is written to a file and answered.
        case receive
        /// Each request is answered when it is on disk; one `fdatasync` covers all that came since the last.
        case receiveDurably = "receive-durably"
        /// Each request is answered with a part of a file.
        case send
    }

    /// Serves one connection until it ends.
    static func serve(_ socket: Socket, mode: Mode, file path: String, sendBytes: Int) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw SystemError("opening \(path)") }
        defer { close(file) }
        socket.setNonBlocking()
        // What the kernel would let them grow to leaves the processor's cache, and halves the throughput.
        socket.setBuffers(400_000)
        switch mode {
        case .receive:
            var position: off_t = 0
            try receive(socket) { request, correlationID in
                try write(request, to: file, at: &position)
                try acknowledge(correlationID, socket)
            }
        case .receiveDurably:
            try receiveDurably(socket, file: file)
        case .send:
            try send(socket, file: file, byteCount: sendBytes)
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

    private static func acknowledge(_ correlationID: Int32, _ socket: Socket) throws {
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

// MARK: - Durably

extension Floor {
    /// What the receiving thread and the one that syncs share, under `lock`.
    private final class Pending {
        let socket: Socket
        let file: Int32
        var lock = pthread_mutex_t()
        var changed = pthread_cond_t()
        var correlationIDs: [Int32] = []
        var isOver = false

        init(socket: Socket, file: Int32) {
            self.socket = socket
            self.file = file
            pthread_mutex_init(&lock, nil)
            pthread_cond_init(&changed, nil)
        }

        deinit {
            pthread_mutex_destroy(&lock)
            pthread_cond_destroy(&changed)
        }

        /// Syncs whenever something is pending, and answers what was pending when it began.
        func syncUntilOver() {
            while true {
                pthread_mutex_lock(&lock)
                while correlationIDs.isEmpty && !isOver { pthread_cond_wait(&changed, &lock) }
                let covered = correlationIDs
                correlationIDs = []
                pthread_mutex_unlock(&lock)
                guard !covered.isEmpty, fdatasync(file) == 0 else { return }
                for id in covered {
                    guard (try? Floor.acknowledge(id, socket)) != nil else { return }
                }
            }
        }
    }

    private static func receiveDurably(_ socket: Socket, file: Int32) throws {
        let pending = Pending(socket: socket, file: file)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument {
                    Unmanaged<Pending>.fromOpaque(argument).takeRetainedValue().syncUntilOver()
                }
                return nil
            }, Unmanaged.passRetained(pending).toOpaque())
        guard code == 0 else { throw SystemError("starting a thread", code: code) }
        defer {
            pthread_mutex_lock(&pending.lock)
            pending.isOver = true
            pthread_cond_signal(&pending.changed)
            pthread_mutex_unlock(&pending.lock)
            pthread_join(thread, nil)
        }
        var position: off_t = 0
        try receive(socket) { request, correlationID in
            try write(request, to: file, at: &position)
            pthread_mutex_lock(&pending.lock)
            pending.correlationIDs.append(correlationID)
            pthread_cond_signal(&pending.changed)
            pthread_mutex_unlock(&pending.lock)
        }
    }
}
