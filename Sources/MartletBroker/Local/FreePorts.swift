import Glibc

/// Ports of the loopback interface that nobody uses now, and that the system gives to nobody by itself: a
/// node that is started again finds its own still free.
enum FreePorts {
    struct NoneLeft: Error, CustomStringConvertible {
        var range: ClosedRange<UInt16>

        var description: String {
            "there are not enough free ports from \(range.lowerBound) to \(range.upperBound) on 127.0.0.1"
        }
    }

    static func choose(
        _ count: Int, from range: ClosedRange<UInt16>, using generator: inout some RandomNumberGenerator
    ) throws(NoneLeft) -> [UInt16] {
        var ports: [UInt16] = []
        for _ in 0..<(count * 1_000) {
            if ports.count == count { return ports }
            let port = UInt16.random(in: range, using: &generator)
            if !ports.contains(port), isFree(port) { ports.append(port) }
        }
        guard ports.count == count else { throw NoneLeft(range: range) }
        return ports
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
