import Glibc
import MartletClient

/// A broker of the benchmark's own, in another process and an empty directory.
struct BrokerProcess {
    let child: ChildProcess
    let address: ServerAddress
    /// From starting the process to its first answer.
    let startSeconds: Double

    /// `directory` must exist; the broker's data goes to a new directory in it.
    static func start(in directory: String, settings: [String]) throws -> BrokerProcess {
        let portFile = "\(directory)/port"
        unlink(portFile)
        let began = ContinuousClock.now
        let child = try ChildProcess(
            [
                "server", "--port-file", portFile, "--log-level", "warning", "--data", "\(directory)/data",
                "--set", "listeners=PLAINTEXT://127.0.0.1:0",
            ] + settings.flatMap { ["--set", $0] },
            errors: "\(directory)/broker.log")
        while ContinuousClock.now - began < .seconds(30) {
            guard child.isRunning else { break }
            if let text = try? readText(portFile), let port = Int(text.filter(\.isNumber)) {
                try answer(port)
                return BrokerProcess(
                    child: child, address: ServerAddress(host: "127.0.0.1", port: port),
                    startSeconds: (ContinuousClock.now - began).seconds)
            }
            usleep(500)
        }
        throw BenchError("the broker did not start; see \(directory)/broker.log")
    }

    /// Asks for the versions, in the simplest form, and waits for the answer.
    private static func answer(_ port: Int) throws {
        let socket = try Socket.connect(host: "127.0.0.1", port: port)
        // Size, key 18, version 0, correlation id 1, no client id.
        let request: [UInt8] = [0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xFF, 0xFF]
        try request.withUnsafeBytes { try socket.sendAll($0) }
        var size = [UInt8](repeating: 0, count: 4)
        guard try size.withUnsafeMutableBytes({ try socket.receiveAll($0) }) else {
            throw BenchError("the broker closed the connection")
        }
    }
}
