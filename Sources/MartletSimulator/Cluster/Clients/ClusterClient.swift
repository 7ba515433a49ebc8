import MartletMetadata
import MartletModel
import MartletNode
import MartletProtocol
import NIOCore

/// What every client of a cluster does: asks brokers in Kafka's words, and keeps in mind who leads what.
// Sendable: a run is in one thread.
class ClusterClient: @unchecked Sendable {
    let world: ClusterWorld
    /// As machines have one, for the network.
    let id: BrokerID
    private var lastCorrelation: Int32 = 0
    /// Who leads, as far as it knows.
    private var leaders: [TopicPartition: BrokerID] = [:]
    /// The newest that it has heard of: who says something older is behind the times.
    private var epochs: [TopicPartition: LeaderEpoch] = [:]
    private var isAskingForMetadata = false
    private(set) var isStopped = false

    static let requestTimeout: Duration = .seconds(4)

    init(number: Int, world: ClusterWorld) {
        self.world = world
        id = BrokerID(Int32(1_000 + number))
    }

    var scheduler: ClusterScheduler { world.scheduler }

    /// It wants nothing more; what is under way ends.
    func stop() { isStopped = true }

    func ask<Body: Request>(
        _ request: Body, version: Int16, of broker: BrokerID, timeout: Duration = requestTimeout,
        _ done: @escaping @Sendable (Result<Body.Response, PeerFailure>) -> Void
    ) {
        lastCorrelation += 1
        let frame: ByteBuffer
        do throws(EncodeError) {
            var whole = try encodeRequestFrame(
                request, version: version, correlationID: lastCorrelation, clientID: "client-\(id)"
            ).buffer
            whole.moveReaderIndex(forwardBy: 4)
            frame = whole
        } catch {
            preconditionFailure("a client's request can be written: \(error)")
        }
        let address = NodeAddress(host: ClusterNetwork.host(of: broker), port: ClusterNetwork.clientPort)
        world.network.call(
            frame, from: .init(id: id, process: nil), to: address, for: .client, timeout: timeout
        ) { [world] result in
            done(
                result.flatMap { frame in
                    do throws(DecodeError) {
                        let isCut = world.sabotage == .cutsAnswers && world.scheduler.happens(0.05)
                        var reader = ProtocolReader(isCut ? frame.dropLast(3) : frame)
                        _ = try ResponseHeader.decode(
                            from: &reader, apiKey: Body.apiKey, version: version)
                        return .success(try Body.Response(from: &reader, version: version))
                    } catch {
                        world.checkers.fail(
                            "AnswersAreWhole", "an answer to \(Body.apiKey) cannot be read: \(error)")
                        return .failure(.malformed(reason: "\(error)"))
                    }
                })
        }
    }

    var anyBroker: BrokerID {
        scheduler.pick(world.machines)?.id ?? 1
    }

    // MARK: - Who leads

    func leader(of partition: TopicPartition) -> BrokerID? {
        if let leader = leaders[partition] { return leader }
        refresh([partition.topic])
        return nil
    }

    /// What was known of the leader is not so; perhaps `hint` is (KIP-951).
    func isNotLed(_ partition: TopicPartition, by broker: BrokerID, hint: (BrokerID, LeaderEpoch)? = nil) {
        guard leaders[partition] == broker else { return }
        leaders[partition] = nil
        if let (leader, epoch) = hint, leader != .none, epoch > epochs[partition] ?? .none {
            note(leader, epoch, of: partition)
        }
    }

    private func note(_ leader: BrokerID, _ epoch: LeaderEpoch, of partition: TopicPartition) {
        guard world.machine(leader) != nil, epoch >= epochs[partition] ?? .none else { return }
        leaders[partition] = leader
        epochs[partition] = epoch
    }

    private func refresh(_ topics: [String]) {
        guard !isAskingForMetadata else { return }
        isAskingForMetadata = true
        let request = MetadataRequest(
            topics: topics.map { .init(name: $0) }, allowAutoTopicCreation: false)
        ask(request, version: 12, of: anyBroker, timeout: .seconds(2)) { [self] result in
            scheduler.after(scheduler.milliseconds(20...100)) { self.isAskingForMetadata = false }
            guard case .success(let answer) = result else { return }
            for topic in answer.topics where topic.errorCode == .none {
                for partition in topic.partitions where partition.leaderId != .none {
                    let name = TopicPartition(topic: topic.name ?? "", partition: partition.partitionIndex)
                    note(partition.leaderId, partition.leaderEpoch, of: name)
                }
            }
        }
    }
}

extension ByteBuffer {
    fileprivate func dropLast(_ count: Int) -> ByteBuffer {
        getSlice(at: readerIndex, length: max(readableBytes - count, 0)) ?? self
    }
}
