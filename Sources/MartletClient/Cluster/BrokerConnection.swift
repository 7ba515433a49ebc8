import MartletModel
import MartletNetwork
import MartletProtocol
import NIOCore

/// A connection to one broker that knows which versions the broker offers.
///
/// It runs on its event loop, which the client, its producers and consumers share: among them a call is no
/// hop, and requests leave in the order of the calls.
actor BrokerConnection {
    nonisolated let server: ServerAddress
    nonisolated let eventLoop: any EventLoop
    nonisolated let clientID: String
    private nonisolated let connection: ClientConnection
    private(set) var versions = APIVersions()
    private var lastCorrelationID: Int32 = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        eventLoop.executor.asUnownedSerialExecutor()
    }

    private init(_ connection: ClientConnection, server: ServerAddress, clientID: String) {
        self.connection = connection
        self.server = server
        self.clientID = clientID
        eventLoop = connection.eventLoop
    }

    nonisolated var isOpen: Bool { connection.isOpen }

    /// Whether what was sent has mostly left.
    nonisolated var isWritable: Bool { connection.isWritable }

    nonisolated func close() async {
        await connection.close()
    }

    /// Connects, and asks for the versions.
    static func open(
        _ server: ServerAddress, configuration: ClientConfiguration, on eventLoop: any EventLoop
    ) async throws(ClientError) -> BrokerConnection {
        let connection: ClientConnection
        do {
            connection = try await ClientConnection.connect(
                host: server.host, port: server.port, on: eventLoop,
                configuration: configuration.connectionConfiguration)
        } catch {
            throw .unreachable(servers: [server], reason: error.reason)
        }
        let opened = BrokerConnection(connection, server: server, clientID: configuration.clientID)
        do {
            try await opened.negotiate()
        } catch {
            await opened.close()
            throw error
        }
        return opened
    }

    // MARK: Requests

    typealias Answer = Result<ByteBuffer, ClientError>

    /// Sends a request in the highest version that both sides have, and waits for the response.
    func request<R: Request>(
        _ request: R, limit: ClosedRange<Int16>? = nil
    ) async throws(ClientError) -> R.Response {
        let version = try version(for: R.apiKey, limit: limit)
        return try decode(R.self, try await answer(to: request, version: version), version: version)
    }

    func version(for key: ApiKey, limit: ClosedRange<Int16>? = nil) throws(ClientError) -> Int16 {
        guard let version = versions.choose(key, limit: limit) else {
            throw .unsupportedAPI(name: key.description, server: server, offered: versions.range(of: key))
        }
        return version
    }

    /// Sends a request. The answer, a whole response with its header, comes on the event loop; with
    /// `completion` nil none is expected. `external` are the bytes that the request's records name by their
    /// index: they are sent as they are, without a copy.
    func send<R: Request>(
        _ request: R, version: Int16, external: [ByteBuffer] = [],
        completion: (@Sendable (Answer) -> Void)?
    ) throws(ClientError) {
        lastCorrelationID = lastCorrelationID == .max ? 1 : lastCorrelationID + 1
        let frame: EncodedFrame
        do {
            frame = try encodeRequestFrame(
                request, version: version, correlationID: lastCorrelationID, clientID: clientID)
        } catch {
            throw .invalidConfiguration(
                name: "\(R.apiKey) request", value: "\(error)",
                allowed: "what version \(version), the latest that \(server) offers, can express")
        }
        let parts = frame.parts(external: external)
        guard let completion else {
            connection.send(parts, correlationID: lastCorrelationID, completion: nil)
            return
        }
        let server = server
        connection.send(parts, correlationID: lastCorrelationID) { result in
            completion(result.mapError { .connectionClosed(server: server, reason: $0.description) })
        }
    }

    /// Reads an answer to a request that was sent in this version.
    nonisolated func decode<R: Request>(
        _ type: R.Type, _ answer: ByteBuffer, version: Int16
    ) throws(ClientError) -> R.Response {
        do {
            var reader = ProtocolReader(answer)
            _ = try ResponseHeader.decode(from: &reader, apiKey: R.apiKey, version: version)
            let response = try R.Response(from: &reader, version: version)
            try reader.finish()
            return response
        } catch {
            throw .malformedResponse(api: R.apiKey.description, server: server, reason: "\(error)")
        }
    }

    private func answer<R: Request>(
        to request: R, version: Int16
    ) async throws(ClientError) -> ByteBuffer {
        let answer: Answer = await withCheckedContinuation { continuation in
            do throws(ClientError) {
                try send(request, version: version) { continuation.resume(returning: $0) }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        return try answer.get()
    }

    // MARK: Versions

    /// A broker that does not know our version of ApiVersions answers in version 0 with the range it knows
    /// (KIP-511).
    private func negotiate() async throws(ClientError) {
        let highest = ApiKey.apiVersions.versions?.upperBound ?? 0
        let first = try await askVersions(highest)
        if first.errorCode != .unsupportedVersion {
            try accept(first)
            return
        }
        let range = APIVersions(first).choose(.apiVersions) ?? 0
        try accept(try await askVersions(min(range, highest)))
    }

    private func askVersions(_ version: Int16) async throws(ClientError) -> ApiVersionsResponse {
        let request = ApiVersionsRequest(clientSoftwareName: "martlet", clientSoftwareVersion: "0.1.0")
        let answer = try await answer(to: request, version: version)
        // The code is the first field of every version, behind a header of nothing but the correlation id.
        let code = answer.getInteger(at: answer.readerIndex + 4, as: Int16.self)
        let answered = code == ErrorCode.unsupportedVersion.rawValue ? 0 : version
        return try decode(ApiVersionsRequest.self, answer, version: answered)
    }

    private func accept(_ response: ApiVersionsResponse) throws(ClientError) {
        guard response.errorCode == .none else {
            throw .refused(response.errorCode, operation: "ApiVersions of \(server)", message: nil)
        }
        versions = APIVersions(response)
    }
}

extension ConnectionError {
    /// Why, without what the reader knows already.
    fileprivate var reason: String {
        if case .cannotConnect(_, _, let reason) = self { reason } else { description }
    }
}

extension ClientConfiguration {
    fileprivate var connectionConfiguration: ClientConnectionConfiguration {
        var configuration = ClientConnectionConfiguration()
        configuration.connectTimeout = connectTimeout
        configuration.requestTimeout = requestTimeout
        configuration.maxResponseBytes = maxResponseBytes
        return configuration
    }
}

extension EncodedFrame {
    /// The frame, whole, with its external records in their places.
    func parts(external: [ByteBuffer]) -> [ByteBuffer] {
        var parts: [ByteBuffer] = []
        parts.reserveCapacity(2 * splices.count + 1)
        var rest = buffer
        for splice in splices {
            let length = splice.position - rest.readerIndex
            if length > 0, let before = rest.readSlice(length: length) { parts.append(before) }
            parts.append(external[splice.index])
        }
        if rest.readableBytes > 0 { parts.append(rest) }
        return parts
    }
}
