import MartletProtocol
import NIOCore

/// A request to another node, until it is answered.
struct PeerCall {
    typealias Completion = @Sendable (Result<ByteBuffer, PeerCallError>) -> Void

    /// Header and body.
    let request: ByteBuffer
    let apiKey: ApiKey
    let version: Int16
    let correlationID: Int32
    let deadline: NIODeadline
    let completion: Completion
    var timer: Scheduled<Void>?

    /// Nil where the request is too short to be one.
    init?(_ request: ByteBuffer, deadline: NIODeadline, completion: @escaping Completion) {
        guard
            let (key, version, correlationID) = request.peekMultipleIntegers(
                as: (Int16, Int16, Int32).self)
        else { return nil }
        self.request = request
        self.apiKey = ApiKey(rawValue: key)
        self.version = version
        self.correlationID = correlationID
        self.deadline = deadline
        self.completion = completion
    }
}
