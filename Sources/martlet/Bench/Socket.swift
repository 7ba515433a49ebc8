import Glibc
import NIOCore

/// What a system call refused.
struct SystemError: Error, CustomStringConvertible {
    var operation: String
    var code: Int32

    init(_ operation: String, code: Int32 = errno) {
        self.operation = operation
        self.code = code
    }

    var description: String {
        "\(operation) failed: \(String(cString: strerror(code)))"
    }
}

/// A bare TCP socket: the benchmark's load must cost as little as can be. Closes when the last reference
/// goes.
final class Socket {
    let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit {
        close(descriptor)
    }

    static func connect(host: String, port: Int) throws -> Socket {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0 else {
            throw SystemError("looking up \(host)", code: ENOENT)
        }
        defer { freeaddrinfo(found) }
        var candidate = found
        while let address = candidate {
            let descriptor = socket(
                address.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            let opened = Socket(descriptor)
            if Glibc.connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 {
                return opened
            }
            candidate = address.pointee.ai_next
        }
        throw SystemError("connecting to \(host):\(port)")
    }

    /// Listens on a free port of the loopback interface.
    static func listen() throws -> (socket: Socket, port: UInt16) {
        let listener = Socket(
            socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port: UInt16? = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(listener.descriptor, pointer, length) == 0,
                    Glibc.listen(listener.descriptor, 16) == 0,
                    getsockname(listener.descriptor, pointer, &length) == 0
                else { return nil }
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    UInt16(bigEndian: $0.pointee.sin_port)
                }
            }
        }
        guard let port else { throw SystemError("listening") }
        return (listener, port)
    }

    func accept() throws -> Socket {
        let descriptor = Glibc.accept(descriptor, nil, nil)
        guard descriptor >= 0 else { throw SystemError("accepting a connection") }
        return Socket(descriptor)
    }

    /// From now on calls do not wait; `receiveAll` and `sendAll` wait with `poll`, which wakes up less often
    /// than a call that sleeps in the middle of its work.
    func setNonBlocking() {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    /// Sets the size of the kernel's buffers, to send and to receive.
    func setBuffers(_ byteCount: Int32) {
        var byteCount = byteCount
        for option in [SO_SNDBUF, SO_RCVBUF] {
            setsockopt(
                descriptor, SOL_SOCKET, option, &byteCount, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// Waits until the socket can be read from, or written to.
    func wait(for events: Int32) throws {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        if poll(&entry, 1, -1) < 0 && errno != EINTR { throw SystemError("waiting for a socket") }
    }

    /// Reads until the buffer is full. False at the end of the stream, when that comes first.
    func receiveAll(_ target: UnsafeMutableRawBufferPointer) throws -> Bool {
        var position = 0
        while position < target.count, let base = target.baseAddress {
            let count = recv(descriptor, base + position, target.count - position, 0)
            if count == 0 { return false }
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EAGAIN else { throw SystemError("receiving") }
                try wait(for: POLLIN)
                continue
            }
            position += count
        }
        return true
    }

    func sendAll(_ bytes: UnsafeRawBufferPointer) throws {
        var position = 0
        while position < bytes.count, let base = bytes.baseAddress {
            let count = Glibc.send(
                descriptor, base + position, bytes.count - position, Int32(MSG_NOSIGNAL))
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EAGAIN else { throw SystemError("sending") }
                try wait(for: POLLOUT)
                continue
            }
            position += count
        }
    }

    /// Sends a part of a file, from the page cache to the socket.
    func sendAll(_ file: Int32, from position: inout off_t, byteCount: Int) throws {
        var rest = byteCount
        while rest > 0 {
            let count = sendfile(descriptor, file, &position, rest)
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EAGAIN else { throw SystemError("sending a file") }
                try wait(for: POLLOUT)
                continue
            }
            guard count > 0 else { throw BenchError("the file ends too soon") }
            rest -= count
        }
    }

    /// As many bytes as the socket takes without waiting; nil when it takes none now.
    func sendSome(_ bytes: UnsafeRawBufferPointer) throws -> Int? {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
        if count >= 0 { return count }
        if errno == EAGAIN || errno == EINTR { return nil }
        throw SystemError("sending")
    }
}
