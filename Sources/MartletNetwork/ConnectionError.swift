/// Why a connection that we opened to a broker cannot answer a request.
package enum ConnectionError: Error, Sendable, Equatable {
    case cannotConnect(host: String, port: Int, reason: String)
    /// The peer closed, or we did, before the response came.
    case closed
    /// The oldest request got no response in time; the connection is closed then.
    case timedOut(correlationID: Int32)
    /// A response came out of order, or nobody had asked for it.
    case unexpectedResponse(correlationID: Int32, expected: Int32?)
    case badFrame(FrameError)
    case socketError(String)
}

extension ConnectionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotConnect(let host, let port, let reason): "cannot connect to \(host):\(port): \(reason)"
        case .closed: "the connection closed"
        case .timedOut(let correlationID): "no response to request \(correlationID) in time"
        case .unexpectedResponse(let correlationID, let expected):
            if let expected {
                "a response to request \(correlationID) came where that to \(expected) was due"
            } else {
                "a response to request \(correlationID) came that nobody had asked for"
            }
        case .badFrame(let error): error.description
        case .socketError(let description): description
        }
    }
}
