import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore

extension RequestContext {
    func complete(_ reply: Reply) {
        connection.complete(request: number, with: reply)
    }
}

extension Shard {
    /// Encodes an answer and hands it to the connection. `slices` are the files' parts that the answer refers
    /// to as external records; they are sent from the files.
    func respond(_ response: some ResponseMessage, to context: RequestContext, _ slices: [FileSlice] = []) {
        do {
            let frame = try encodeResponseFrame(
                response, version: context.version, correlationID: context.correlationID)
            context.complete(.response(Self.sources(of: frame, slices)))
            if !parkedReplicaFetches.isEmpty { giveWay(to: context) }
        } catch {
            logger.error(
                "A response could not be encoded",
                metadata: [
                    "api": "\(context.apiKey)", "version": "\(context.version)", "error": "\(error)",
                ])
            context.complete(.close(reason: "the response could not be encoded"))
        }
    }

    /// Cuts the frame where files' bytes belong.
    private static func sources(of frame: EncodedFrame, _ slices: [FileSlice]) -> [ByteSource] {
        if frame.splices.isEmpty { return [.buffer(frame.buffer)] }
        var rest = frame.buffer
        var written = 0
        var sources: [ByteSource] = []
        for splice in frame.splices {
            if let head = rest.readSlice(length: splice.position - written), head.readableBytes > 0 {
                sources.append(.buffer(head))
            }
            written = splice.position
            sources.append(.file(slices[splice.index]))
        }
        if rest.readableBytes > 0 {
            sources.append(.buffer(rest))
        }
        return sources
    }
}
