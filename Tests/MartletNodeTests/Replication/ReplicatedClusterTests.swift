import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// Three whole nodes with a topic of three replicas, while their leaders die, stop and come back.
@Suite struct ReplicatedClusterTests {
    private let partitions: [PartitionIndex] = [0, 1, 2]

    private func start(
        _ settings: [String] = [], brokers: ClosedRange<Int32> = 1...3
    ) throws -> SimulatedCluster {
        let cluster = try SimulatedCluster(brokers: brokers, settings)
        #expect(cluster.settle(), "\(cluster)")
        let client = try cluster.connect(to: BrokerID(brokers.lowerBound))
        let topic = CreateTopicsRequest.CreatableTopic(
            name: "orders", numPartitions: 3, replicationFactor: 3,
            configs: [.init(name: "min.insync.replicas", value: "2")])
        let number = try client.send(CreateTopicsRequest(topics: [topic]), version: 7)
        var code: ErrorCode?
        #expect(
            cluster.pass {
                code =
                    (try? client.answer(number, to: CreateTopicsRequest.self, version: 7))?
                    .topics.first?.errorCode
                return code != nil
            })
        #expect(code == ErrorCode.none)
        #expect(cluster.pass { isWhole(cluster) })
        return cluster
    }

    private func partition(_ index: PartitionIndex, _ cluster: SimulatedCluster) -> PartitionImage? {
        let newest = cluster.images.values.max { $0.offset < $1.offset }
        return newest?.topic(named: "orders")?.partition(index)
    }

    private func leader(_ index: PartitionIndex, _ cluster: SimulatedCluster) -> BrokerID? {
        partition(index, cluster)?.leader.flatMap { cluster.nodes[$0] == nil ? nil : $0 }
    }

    /// All replicas of all partitions are in sync, and all nodes know it.
    private func isWhole(_ cluster: SimulatedCluster) -> Bool {
        cluster.images.values.allSatisfy { image in
            let known = image.topic(named: "orders")?.partitions.map { $0 } ?? []
            return known.count == 3 && known.allSatisfy { $0.isr.count == 3 && $0.leader != nil }
        }
    }

    /// Produces as a client does, which asks the next leader as soon as it knows one. Returns how long that
    /// took.
    private func produce(
        _ value: String, to index: PartitionIndex, _ cluster: SimulatedCluster
    ) throws -> Duration {
        let began = cluster.world.uptime
        while cluster.world.uptime - began < .seconds(20) {
            guard let id = leader(index, cluster), let node = cluster.nodes[id] else {
                cluster.world.pass(.milliseconds(10))
                continue
            }
            let client = node.connect()
            let number = try client.send(
                client.produceRequest([value], to: "orders", partition: index), version: 12)
            for _ in 0..<500 where cluster.nodes[id] != nil {
                if let answer = try client.answer(number, to: ProduceRequest.self, version: 12) {
                    let code = answer.responses[0].partitionResponses[0].errorCode
                    if code == .none { return cluster.world.uptime - began }
                    break
                }
                cluster.world.pass(.milliseconds(2))
            }
            cluster.world.pass(.milliseconds(10))
        }
        Issue.record("\(value) is never taken\n\(cluster)")
        return cluster.world.uptime - began
    }

    private func values(_ index: PartitionIndex, _ cluster: SimulatedCluster) throws -> [String] {
        let id = try #require(leader(index, cluster))
        let client = try cluster.connect(to: id)
        return try client.values(client.fetch("orders", from: 0, partition: index))
    }

    /// Each value once, in its order, among what may be there twice because its answer was lost.
    private func expect(_ values: [String], toHold sent: [String]) {
        var seen: Set<String> = []
        #expect(values.filter { seen.insert($0).inserted } == sent)
    }

    @Test func `a leader that dies costs less than a second and nothing that was acknowledged`() throws {
        let cluster = try start()
        var sent: [String] = []
        for round in 0..<4 {
            for number in 0..<5 {
                let value = "\(round)-\(number)"
                _ = try produce(value, to: 0, cluster)
                sent.append(value)
            }
            let victim = try #require(leader(0, cluster))
            let wasController = cluster.controllers == [victim]
            cluster.kill(victim)
            let value = "\(round)-after"
            let outage = try produce(value, to: 0, cluster)
            sent.append(value)
            #expect(outage < (wasController ? .seconds(2) : .seconds(1)), "\(outage), \(wasController)")
            expect(try values(0, cluster), toHold: sent)
            try cluster.start(victim)
            #expect(cluster.pass { isWhole(cluster) }, "\(cluster)")
        }
        expect(try values(0, cluster), toHold: sent)
    }

    @Test func `brokers that are restarted one after the other cost producers hardly anything`() throws {
        let cluster = try start()
        var sent: [PartitionIndex: [String]] = [:]
        for id in [1, 2, 3] as [BrokerID] {
            var isStopped = false
            for index in partitions {
                let value = "before \(id)"
                _ = try produce(value, to: index, cluster)
                sent[index, default: []].append(value)
            }
            isStopped = cluster.stop([id])
            #expect(isStopped, "\(cluster)")
            for index in partitions {
                let value = "without \(id)"
                #expect(try produce(value, to: index, cluster) < .seconds(1))
                sent[index, default: []].append(value)
            }
            try cluster.start(id)
            #expect(cluster.pass { isWhole(cluster) }, "\(cluster)")
        }
        for index in partitions { expect(try values(index, cluster), toHold: sent[index] ?? []) }
    }

    @Test func `a broker that is back leads again what it is to lead`() throws {
        let cluster = try start(["leader.imbalance.check.interval.seconds=1"])
        func isPreferred() -> Bool {
            partitions.allSatisfy { partition($0, cluster)?.hasPreferredLeader == true }
        }
        #expect(isPreferred())
        let victim = try #require(leader(0, cluster))
        cluster.kill(victim)
        #expect(cluster.pass { leader(0, cluster).map { $0 != victim } ?? false })
        try cluster.start(victim)
        #expect(cluster.pass { isWhole(cluster) && isPreferred() }, "\(cluster)")
        #expect(leader(0, cluster) == victim)
        #expect(try produce("afterwards", to: 0, cluster) < .seconds(1))
    }

    @Test func `a follower that does not follow leaves the ISR, and is taken back when it has caught up`()
        throws
    {
        let cluster = try start(["replica.lag.time.max.ms=2000"])
        for follower in [1, 2, 3] as [BrokerID] {
            cluster.replication.cutOff(follower)
            let led = partitions.filter { leader($0, cluster) != follower }
            for index in led { _ = try produce("x", to: index, cluster) }
            #expect(
                cluster.pass {
                    led.allSatisfy { partition($0, cluster)?.isr.contains(follower) == false }
                }, "\(cluster)")
            for index in led { _ = try produce("y", to: index, cluster) }
            #expect(cluster.images[1]?.brokers[follower]?.isActive == true)
            cluster.replication.reconnect(follower)
            #expect(cluster.pass { isWhole(cluster) }, "\(cluster)")
        }
    }

    @Test func `with fewer in sync than asked for nothing is taken, and again when they are back`() throws {
        let cluster = try start(brokers: 4...6)
        let id = try #require(leader(0, cluster))
        let others = ([4, 5, 6] as [BrokerID]).filter { $0 != id }
        for other in others { cluster.kill(other) }
        #expect(cluster.pass { partition(0, cluster)?.isr == [id] })
        cluster.world.pass(.seconds(1))
        let client = try cluster.connect(to: id)
        #expect(try client.produce(["lost"], to: "orders").errorCode == .notEnoughReplicas)
        for other in others { try cluster.start(other) }
        #expect(cluster.pass { isWhole(cluster) }, "\(cluster)")
        #expect(try produce("kept", to: 0, cluster) < .seconds(1))
        #expect(try values(0, cluster) == ["kept"])
    }
}
