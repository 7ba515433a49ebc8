import MartletModel
import MartletProtocol
import NIOCore

/// Finds out what a node serves, before anything else is asked of it. Pure.
///
/// A node that does not know our version of ApiVersions answers in version 0 with the range it knows
/// (KIP-511): then it is asked once more.
struct VersionNegotiation {
    enum Step {
        case ask(ByteBuffer, correlationID: Int32)
        case done(APIVersions)
        case failed(reason: String)
    }

    private let clientID: String
    private let softwareVersion: String
    private var version: Int16
    private var asked: Int32 = 0

    init(clientID: String, softwareVersion: String) {
        self.clientID = clientID
        self.softwareVersion = softwareVersion
        version = ApiKey.apiVersions.versions?.upperBound ?? 0
    }

    /// The frame to send first, with its size.
    mutating func begin() -> Step {
        asked += 1
        let request = ApiVersionsRequest(
            clientSoftwareName: "martlet", clientSoftwareVersion: softwareVersion)
        do throws(EncodeError) {
            let frame = try encodeRequestFrame(
                request, version: version, correlationID: asked, clientID: clientID)
            return .ask(frame.buffer, correlationID: asked)
        } catch {
            return .failed(reason: "ApiVersions cannot be encoded: \(error)")
        }
    }

    /// What to do with the answer, a response without its size.
    mutating func answered(_ answer: ByteBuffer) -> Step {
        // The code is the first field of every version, behind a header of nothing but the correlation id.
        let code = answer.getInteger(at: answer.readerIndex + 4, as: Int16.self)
        let isUnsupported = code == ErrorCode.unsupportedVersion.rawValue
        let response: ApiVersionsResponse
        do throws(DecodeError) {
            var reader = ProtocolReader(answer)
            let answeredVersion = isUnsupported ? 0 : version
            _ = try ResponseHeader.decode(from: &reader, apiKey: .apiVersions, version: answeredVersion)
            response = try ApiVersionsResponse(from: &reader, version: answeredVersion)
        } catch {
            return .failed(reason: "its answer to ApiVersions cannot be read: \(error)")
        }
        if isUnsupported, asked == 1 {
            version = APIVersions(response).choose(.apiVersions) ?? 0
            return begin()
        }
        guard response.errorCode == .none else {
            return .failed(reason: "it refuses ApiVersions with \(response.errorCode)")
        }
        return .done(APIVersions(response))
    }
}
