import MartletStorage
import NIOCore

/// Where a request stands among all requests of its connection.
package struct RequestToken: Sendable, Hashable {
    package let number: UInt64

    package init(number: UInt64) {
        self.number = number
    }
}

/// What becomes of a request; `.response` holds the bytes of a whole response frame, its int32 size included.
package typealias ReplyOutcome = ResponseQueue<[ByteSource]>.Outcome

/// Takes the requests of connections. All calls come on the connection's event loop, in the order of the
/// bytes.
package protocol RequestReceiver: AnyObject, Sendable {
    /// A whole request, without its size. It must be completed once, at any time and in any order:
    /// `connection.complete(token, with:)`, from within this call or later.
    func received(_ frame: ByteBuffer, token: RequestToken, on connection: ServerConnection)

    /// The connection is gone; what is completed from now on is dropped.
    func disconnected(_ connection: ServerConnection)
}
