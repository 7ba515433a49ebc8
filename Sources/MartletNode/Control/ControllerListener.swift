import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import NIOCore

/// From a frame on the controllers' listener to its handler. These connections live on the control loop.
extension ControlPlane {
    /// The most that a request may be long. What brokers and controllers have to say is much shorter.
    private static let maxRequestBytes = 8 << 20

    /// A request came on a connection of the controllers' listener: `frame` is everything after the size.
    package func receive(_ frame: ByteBuffer, number: UInt64, on connection: any ConnectedClient) {
        defer { rearm() }
        // The listener is about to close: whoever asks finds out by that.
        if case .stopped = replica { return connection.complete(request: number, with: .nothing) }
        var reader = ProtocolReader(frame)
        do throws(DecodeError) {
            let header = try RequestHeader.decode(from: &reader)
            let context = RequestContext(
                connection: connection, number: number, apiKey: header.apiKey,
                version: header.requestApiVersion, correlationID: header.correlationId,
                clientID: header.clientId)
            if let range = ControllerAPIs.range(of: context.apiKey), range.contains(context.version) {
                guard frame.readableBytes <= Self.maxRequestBytes else {
                    let reason = "\(context.apiKey) request of \(frame.readableBytes) bytes"
                    return context.complete(.close(reason: reason))
                }
                try dispatch(&reader, context)
            } else if context.apiKey == .apiVersions {
                respond(ControllerAPIs.refusal, to: context.inVersionZero)
            } else {
                let name = "\(context.apiKey) version \(context.version)"
                context.complete(.close(reason: "\(name) is not supported on a controller's listener"))
            }
        } catch {
            connection.complete(request: number, with: .close(reason: "malformed request: \(error)"))
        }
    }

    /// The connection is gone; what is answered to it from now on is dropped.
    package func disconnected(_ connectionID: ObjectIdentifier) {
        defer { rearm() }
        reporterLeft(connectionID)
    }

    private func dispatch(
        _ reader: inout ProtocolReader, _ context: RequestContext
    ) throws(DecodeError) {
        let version = context.version
        switch context.apiKey {
        case .apiVersions: handle(try ApiVersionsRequest(from: &reader, version: version), context)
        case .describeCluster: handle(try DescribeClusterRequest(from: &reader, version: version), context)
        case .describeConfigs: handle(try DescribeConfigsRequest(from: &reader, version: version), context)
        case .envelope: handle(try EnvelopeRequest(from: &reader, version: version), context)
        default:
            let asker = RemoteAsker(context: context)
            if let question = try ControllerQuestion(context.apiKey, version: version, from: &reader) {
                take(question, asker)
            } else if let request = try QuorumWireRequest.decode(
                context.apiKey, reader.buffer, version: version)
            {
                askReplica(nextRequest(), request, version, .remote(asker))
            } else {
                preconditionFailure("\(context.apiKey) is announced but not dispatched")
            }
        }
    }

    func respond(_ message: any ResponseMessage, to context: RequestContext) {
        RemoteAsker(context: context).answer(message, logger)
    }

    /// Answers a question if this node leads; otherwise its answer says that it does not.
    private func take(_ question: ControllerQuestion, _ asker: RemoteAsker) {
        if case .decide(.brokerHeartbeat(let request)) = question {
            note(Reporter(request), on: asker.context.connection)
        }
        if let request = question.quorumRequest {
            askReplica(nextRequest(), request, asker.version, .remote(asker))
        } else if case .decide(let request) = question, active != nil {
            decide(nextRequest(), request, .remote(asker))
        } else {
            asker.notController(
                question.refused(.notController, "This node is not the active controller."), logger)
        }
    }

    // MARK: - Envelope

    /// Envelope, version 0 (KIP-590): a client's request that a broker passes on. The answer is in an
    /// envelope too.
    private func handle(_ envelope: EnvelopeRequest, _ context: RequestContext) {
        var reader = ProtocolReader(envelope.requestData)
        do throws(DecodeError) {
            let header = try RequestHeader.decode(from: &reader)
            let (key, version) = (header.apiKey, header.requestApiVersion)
            guard key.isForwardable || key == .describeQuorum,
                let range = ControllerAPIs.range(of: key), range.contains(version),
                let question = try ControllerQuestion(key, version: version, from: &reader)
            else { return respond(EnvelopeResponse(errorCode: .invalidRequest), to: context) }
            let inner = RemoteAsker.Inner(
                apiKey: key, version: version, correlationID: header.correlationId)
            take(question, RemoteAsker(context: context, inner: inner))
        } catch {
            logger.warning("An envelope cannot be read", metadata: ["error": "\(error)"])
            respond(EnvelopeResponse(errorCode: .invalidRequest), to: context)
        }
    }

    // MARK: - What every controller answers

    /// ApiVersions, versions 0 to 4, as on the other listeners, but with what is served here.
    private func handle(_ request: ApiVersionsRequest, _ context: RequestContext) {
        var response = ApiVersionsResponse(version: context.version, image: image)
        response.apiKeys = ControllerAPIs.versions.map {
            .init(apiKey: $0.key.rawValue, minVersion: $0.range.lowerBound, maxVersion: $0.range.upperBound)
        }
        respond(response, to: context)
    }

    /// DescribeCluster, versions 0 to 2: here the controllers are listed (KIP-919).
    private func handle(_ request: DescribeClusterRequest, _ context: RequestContext) {
        guard request.endpointType == 2 else {
            let code: ErrorCode =
                request.endpointType == 1 ? .mismatchedEndpointType : .unsupportedEndpointType
            return respond(
                DescribeClusterResponse(errorCode: code, endpointType: request.endpointType), to: context)
        }
        var response = DescribeClusterResponse(
            errorMessage: nil, endpointType: 2, clusterId: settings.clusterID,
            controllerId: driver?.replica.leader ?? .none)
        let listener = context.connection.listenerName
        response.brokers = image.sortedControllers.compactMap { controller in
            controller.endpoints.first { $0.name == listener }.map {
                .init(brokerId: controller.id, host: $0.host, port: Int32($0.port), rack: nil)
            }
        }
        if request.includeClusterAuthorizedOperations {
            response.clusterAuthorizedOperations = AuthorizedOperations.cluster
        }
        respond(response, to: context)
    }

    private func handle(_ request: DescribeConfigsRequest, _ context: RequestContext) {
        respond(ConfigDescription(settings.configuration, image: image).describe(request), to: context)
    }
}

/// What the controllers' listener serves: ApiVersions announces exactly these there.
package enum ControllerAPIs {
    /// In the order of their keys. A fetch of the metadata log tells the epoch of the last record, which
    /// versions before 12 cannot.
    package static let versions: [(key: ApiKey, range: ClosedRange<Int16>)] = [
        (.fetch, 12...18),
        (.apiVersions, 0...4),
        (.createTopics, 2...7),
        (.deleteTopics, 1...6),
        (.describeConfigs, 1...4),
        (.alterConfigs, 0...2),
        (.createPartitions, 0...3),
        (.electLeaders, 0...2),
        (.incrementalAlterConfigs, 0...1),
        (.alterPartitionReassignments, 0...1),
        (.listPartitionReassignments, 0...0),
        (.vote, 0...2),
        (.beginQuorumEpoch, 0...1),
        (.endQuorumEpoch, 0...1),
        (.describeQuorum, 0...2),
        (.alterPartition, 2...3),
        (.updateFeatures, 0...2),
        (.envelope, 0...0),
        (.fetchSnapshot, 0...1),
        (.describeCluster, 0...2),
        (.brokerRegistration, 0...4),
        (.brokerHeartbeat, 0...2),
        (.unregisterBroker, 0...0),
        (.allocateProducerIds, 0...0),
        (.controllerRegistration, 0...0),
        (.assignReplicasToDirs, 0...0),
        (.addRaftVoter, 0...1),
        (.removeRaftVoter, 0...0),
        (.updateRaftVoter, 0...0),
        (.handOverLeadership, 0...1),
    ]

    private static let byKey: [ApiKey: ClosedRange<Int16>] = Dictionary(
        uniqueKeysWithValues: versions.map { ($0.key, $0.range) })

    package static func range(of key: ApiKey) -> ClosedRange<Int16>? {
        byKey[key]
    }

    /// To a version of ApiVersions that we do not know (KIP-511).
    static let refusal = ApiVersionsResponse(
        errorCode: .unsupportedVersion,
        apiKeys: [.init(apiKey: ApiKey.apiVersions.rawValue, minVersion: 0, maxVersion: 4)])
}

extension RequestContext {
    /// The same, to be answered in version 0.
    var inVersionZero: RequestContext {
        RequestContext(
            connection: connection, number: number, apiKey: apiKey, version: 0, correlationID: correlationID,
            clientID: clientID)
    }
}
