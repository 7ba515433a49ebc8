import MartletModel
import MartletProtocol

/// InitProducerId, versions 0 to 5: a producer id for an idempotent producer. An idempotent producer that
/// comes with its old id (from version 3, KIP-360) gets a new one, as from Kafka. Transactional ids are
/// refused: this version has no transactions.
extension Shard {
    func handle(_ request: InitProducerIdRequest, _ context: RequestContext) {
        guard request.transactionalId == nil else {
            let errorCode: ErrorCode =
                request.transactionalId?.isEmpty == true ? .invalidRequest : .unsupportedVersion
            respond(
                InitProducerIdResponse(errorCode: errorCode, producerEpoch: .none), to: context)
            return
        }
        // Whoever has an id has an epoch, and the other way round.
        guard (request.producerId == .none) == (request.producerEpoch == .none) else {
            respond(InitProducerIdResponse(errorCode: .invalidRequest, producerEpoch: .none), to: context)
            return
        }
        askControlPlane(context) { plane, done in
            plane.nextProducerID(then: done)
        } finish: { (shard: isolated Shard, id: ProducerID) in
            // As from Kafka when it has no ids at the moment: the client tries again.
            let response =
                id == .none
                ? InitProducerIdResponse(errorCode: .coordinatorLoadInProgress, producerEpoch: .none)
                : InitProducerIdResponse(producerId: id, producerEpoch: 0)
            shard.respond(response, to: context)
        }
    }
}
