import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore

/// A client's connection as the node sees it. Its methods are called on the loop of the shard that the
/// connection belongs to.
package protocol ConnectedClient: Sendable {
    /// Tells connections apart while they are open.
    var id: ObjectIdentifier { get }
    /// The name of the listener that accepted it.
    var listenerName: String { get }
    /// The client's address, without its port.
    var clientHost: String { get }

    /// Gives the outcome of the request with this number. Outcomes may come in any order.
    func complete(request number: UInt64, with reply: Reply)

    /// Takes no further requests for so long.
    func mute(for time: Duration)
}

/// How a request ends.
package enum Reply: Sendable {
    /// A whole frame: size, header, body.
    case response([ByteSource])
    /// Nothing is sent: a produce request with `acks=0`.
    case nothing
    /// The connection is closed after the answers to earlier requests; `reason` is for the operator.
    case close(reason: String)
}

/// One request under way: who asked, what, and under which number the answer goes back.
package struct RequestContext: Sendable {
    package let connection: any ConnectedClient
    package let number: UInt64
    package let apiKey: ApiKey
    package let version: Int16
    package let correlationID: Int32
    package let clientID: String?
}
