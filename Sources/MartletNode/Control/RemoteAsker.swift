import Logging
import MartletModel
import MartletProtocol
import MartletRaft
import NIOCore

/// Whoever asked on the controller's listener: directly, or as a broker that passes a client's request on in
/// an envelope (KIP-590).
struct RemoteAsker: Sendable {
    /// The request in an envelope.
    struct Inner: Sendable {
        var apiKey: ApiKey
        var version: Int16
        var correlationID: Int32
    }

    /// The request on the connection.
    var context: RequestContext
    var inner: Inner?

    /// The version in which the answer to the question is told.
    var version: Int16 { inner?.version ?? context.version }

    func answer(_ message: any ResponseMessage, _ logger: Logger) {
        encoded(logger) { () throws(EncodeError) in
            guard let inner else { return try message.wholeFrame(to: context) }
            let data = try message.frame(version: inner.version, correlationID: inner.correlationID)
            return try EnvelopeResponse(responseData: data).wholeFrame(to: context)
        }
    }

    func answer(_ response: QuorumWireResponse, _ logger: Logger) {
        guard inner == nil else {
            if response.isFromFollower { return notController(response.message, logger) }
            return answer(response.message, logger)
        }
        encoded(logger) { () throws(EncodeError) in
            try response.encodedFrame(version: context.version, correlationID: context.correlationID)
        }
    }

    /// Another node is to be asked; `message` says so in the words of the question's own API.
    func notController(_ message: any ResponseMessage, _ logger: Logger) {
        guard inner != nil else { return answer(message, logger) }
        encoded(logger) { () throws(EncodeError) in
            try EnvelopeResponse(responseData: nil, errorCode: .notController).wholeFrame(to: context)
        }
    }

    private func encoded(_ logger: Logger, _ frame: () throws(EncodeError) -> ByteBuffer) {
        do throws(EncodeError) {
            context.complete(.response([.buffer(try frame())]))
        } catch {
            logger.error(
                "A response could not be encoded",
                metadata: [
                    "api": "\(context.apiKey)", "version": "\(context.version)", "error": "\(error)",
                ])
            context.complete(.close(reason: "the response could not be encoded"))
        }
    }
}

extension ResponseMessage {
    fileprivate func wholeFrame(to context: RequestContext) throws(EncodeError) -> ByteBuffer {
        try encodeResponseFrame(self, version: context.version, correlationID: context.correlationID).buffer
    }
}
