import MartletModel
import MartletProtocol

extension ControllerRequest {
    /// Its records are committed all or not at all; those of the others may come in several batches.
    var isAtomic: Bool {
        switch self {
        case .createTopics, .deleteTopics, .createPartitions, .alterConfigs, .incrementalAlterConfigs,
            .allocateProducerIds:
            true
        }
    }
}

extension Decision where Reply: ControllerAnswer {
    fileprivate var erased: Decision<ControllerReply> {
        Decision<ControllerReply>(records: records, reply: ControllerReply(reply))
    }
}

extension ActiveController {
    /// The one place where a request meets its decision.
    mutating func decide(_ request: ControllerRequest, _ moment: Moment) -> Decision<ControllerReply> {
        switch request {
        case .createTopics(let request):
            decisions.createTopics(request, image: image, random: &random).erased
        case .deleteTopics(let request):
            decisions.deleteTopics(request, image: image).erased
        case .createPartitions(let request):
            decisions.createPartitions(request, image: image, random: &random).erased
        case .alterConfigs(let request):
            decisions.alterConfigs(request, image: image).erased
        case .incrementalAlterConfigs(let request):
            decisions.incrementalAlterConfigs(request, image: image).erased
        case .allocateProducerIds(let request):
            allocateProducerIDs(request)
        }
    }

    private func allocateProducerIDs(_ request: AllocateProducerIdsRequest) -> Decision<ControllerReply> {
        do throws(Refusal) {
            let decision = try decisions.allocateProducerIDs(
                to: request.brokerId, epoch: request.brokerEpoch, image: image)
            let block = decision.reply
            let reply = AllocateProducerIdsResponse(
                producerIdStart: block.first, producerIdLen: block.count)
            return Decision<AllocateProducerIdsResponse>(records: decision.records, reply: reply).erased
        } catch {
            return Decision(reply: ControllerReply(AllocateProducerIdsResponse(errorCode: error.code)))
        }
    }
}
