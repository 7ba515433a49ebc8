import MartletMetadata
import MartletModel
import MartletProtocol

/// DescribeCluster, versions 0 to 2. From 1 brokers or controllers may be asked for; from 2 fenced brokers
/// too.
extension Shard {
    func handle(_ request: DescribeClusterRequest, _ context: RequestContext) {
        guard request.endpointType == 1 else {
            // Only a controller's listener lists controllers.
            let errorCode: ErrorCode =
                request.endpointType == 2 ? .mismatchedEndpointType : .unsupportedEndpointType
            respond(
                DescribeClusterResponse(errorCode: errorCode, endpointType: request.endpointType), to: context
            )
            return
        }
        var response = DescribeClusterResponse(
            clusterId: settings.clusterID, controllerId: settings.nodeID)
        let listener = context.connection.listenerName
        response.brokers = image.endpoints(of: listener, includingFenced: request.includeFencedBrokers).map {
            .init(brokerId: $0.id, host: $0.host, port: $0.port, rack: $0.rack, isFenced: $0.isFenced)
        }
        if request.includeClusterAuthorizedOperations {
            response.clusterAuthorizedOperations = AuthorizedOperations.cluster
        }
        respond(response, to: context)
    }
}
