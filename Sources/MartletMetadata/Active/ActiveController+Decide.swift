import MartletModel
import MartletProtocol

extension ControllerRequest {
    /// Its records are committed all or not at all; those of the others may come in several batches, after
    /// each of which the image makes sense.
    var isAtomic: Bool {
        switch self {
        case .createTopics, .deleteTopics, .createPartitions, .alterConfigs, .incrementalAlterConfigs,
            .updateFeatures, .allocateProducerIds, .controllerRegistration, .alterPartitionReassignments:
            true
        // The records of one broker can be as many as it has partitions.
        case .brokerRegistration, .brokerHeartbeat, .unregisterBroker, .alterPartition, .assignReplicasToDirs,
            .electLeaders, .listPartitionReassignments, .handOverLeadership:
            false
        }
    }
}

/// A decision, and what more is to be done for it than to write its records.
struct AnyDecision: Sendable {
    var records: [VersionedRecord] = []
    var reply: ControllerReply
    /// To which the quorum has to raise its own version before the reply is true.
    var kraftVersion: Int16?

    init(_ reply: some ControllerAnswer) {
        self.reply = ControllerReply(reply)
    }

    init(_ decision: Decision<some ControllerAnswer>) {
        records = decision.records
        reply = ControllerReply(decision.reply)
    }

    init<Value>(_ decision: Decision<Value>, _ reply: (Value) -> some ControllerAnswer) {
        records = decision.records
        self.reply = ControllerReply(reply(decision.reply))
    }
}

extension ActiveController {
    /// The one place where a request meets its decision.
    mutating func decide(_ request: ControllerRequest, _ moment: Moment) -> AnyDecision {
        switch request {
        case .createTopics(let request):
            AnyDecision(decisions.createTopics(request, image: image, random: &random))
        case .deleteTopics(let request): AnyDecision(decisions.deleteTopics(request, image: image))
        case .createPartitions(let request):
            AnyDecision(decisions.createPartitions(request, image: image, random: &random))
        case .alterConfigs(let request): AnyDecision(decisions.alterConfigs(request, image: image))
        case .incrementalAlterConfigs(let request):
            AnyDecision(decisions.incrementalAlterConfigs(request, image: image))
        case .electLeaders(let request): AnyDecision(decisions.electLeaders(request, image: image))
        case .alterPartitionReassignments(let request):
            AnyDecision(decisions.alterPartitionReassignments(request, image: image))
        case .listPartitionReassignments(let request):
            AnyDecision(decisions.listPartitionReassignments(request, image: image))
        case .updateFeatures(let request): updateFeatures(request, moment)
        case .unregisterBroker(let request): unregister(request)
        case .allocateProducerIds(let request): allocateProducerIDs(request)
        case .brokerRegistration(let request): register(request, moment)
        case .brokerHeartbeat(let request): heartbeat(request, moment)
        case .controllerRegistration(let request): register(request)
        case .alterPartition(let request): AnyDecision(decisions.alterPartition(request, image: image))
        case .assignReplicasToDirs(let request):
            AnyDecision(decisions.assignReplicasToDirs(request, image: image))
        case .handOverLeadership(let request): handOver(request, moment)
        }
    }

    private mutating func handOver(_ request: HandOverLeadershipRequest, _ moment: Moment) -> AnyDecision {
        let decision = decisions.handOverLeadership(request, image: image)
        for topic in decision.reply.topics {
            for partition in topic.partitions where partition.errorCode == .none {
                unfit.heard(
                    of: request.brokerId, topic.topicId, partition.partitionIndex, now: moment.uptime)
            }
        }
        return AnyDecision(decision)
    }

    private func updateFeatures(_ request: UpdateFeaturesRequest, _ moment: Moment) -> AnyDecision {
        let decision = decisions.updateFeatures(request, image: image, quorum: moment.quorum)
        var result = AnyDecision(decision) { $0.response }
        result.kraftVersion = decision.reply.kraftVersion
        return result
    }

    private func unregister(_ request: UnregisterBrokerRequest) -> AnyDecision {
        do throws(Refusal) {
            return AnyDecision(try decisions.unregisterBroker(request.brokerId, image: image)) {
                UnregisterBrokerResponse(errorMessage: nil)
            }
        } catch {
            return AnyDecision(UnregisterBrokerResponse(errorCode: error.code, errorMessage: error.message))
        }
    }

    private func allocateProducerIDs(_ request: AllocateProducerIdsRequest) -> AnyDecision {
        do throws(Refusal) {
            let decision = try decisions.allocateProducerIDs(
                to: request.brokerId, epoch: request.brokerEpoch, image: image)
            return AnyDecision(decision) {
                AllocateProducerIdsResponse(producerIdStart: $0.first, producerIdLen: $0.count)
            }
        } catch {
            return AnyDecision(AllocateProducerIdsResponse(errorCode: error.code))
        }
    }

    private mutating func register(
        _ request: MartletProtocol.BrokerRegistrationRequest, _ moment: Moment
    ) -> AnyDecision {
        do throws(Refusal) {
            let decision = try decisions.registerBroker(
                request, clusterID: cluster.id, image: image, tracker: &tracker, nextOffset: moment.logEnd,
                now: moment.uptime)
            return AnyDecision(decision) { BrokerRegistrationResponse(brokerEpoch: $0) }
        } catch {
            return AnyDecision(BrokerRegistrationResponse(errorCode: error.code))
        }
    }

    private mutating func heartbeat(_ request: BrokerHeartbeatRequest, _ moment: Moment) -> AnyDecision {
        checks.heard(request.brokerId, epoch: request.brokerEpoch)
        do throws(Refusal) {
            return AnyDecision(
                try decisions.brokerHeartbeat(
                    request, image: image, tracker: &tracker, nextOffset: moment.logEnd, now: moment.uptime))
        } catch {
            return AnyDecision(BrokerHeartbeatResponse(errorCode: error.code))
        }
    }

    private func register(_ request: ControllerRegistrationRequest) -> AnyDecision {
        do throws(Refusal) {
            return AnyDecision(try decisions.registerController(request, image: image)) {
                ControllerRegistrationResponse(errorMessage: nil)
            }
        } catch {
            return AnyDecision(
                ControllerRegistrationResponse(errorCode: error.code, errorMessage: error.message))
        }
    }
}
