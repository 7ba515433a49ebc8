import MartletMetadata
import MartletModel
import Testing

@testable import MartletNode

/// What the cluster makes of brokers that die, hang, and come back.
@Suite struct BrokerFailureTests {
    /// Shorter than any lease.
    private static let atOnce: Duration = .seconds(1)

    private func epoch(of broker: BrokerID, _ cluster: SimulatedCluster) -> BrokerEpoch? {
        cluster.images.values.compactMap { $0.brokers[broker]?.epoch }.max()
    }

    /// What all nodes that run know of the broker; nil where they do not agree.
    private func isActive(_ broker: BrokerID, _ cluster: SimulatedCluster) -> Bool? {
        let known = Set(cluster.images.values.map { $0.brokers[broker]?.isActive ?? false })
        return known.count == 1 ? known.first : nil
    }

    private func settled(
        _ settings: [String] = [], brokers: ClosedRange<Int32> = 1...3
    ) throws -> (cluster: SimulatedCluster, controller: BrokerID) {
        let cluster = try SimulatedCluster(brokers: brokers, settings)
        #expect(cluster.settle(), "\(cluster)")
        cluster.world.pass(.seconds(1))
        return (cluster, try #require(cluster.controllers.first))
    }

    @Test func `a broker that dies is out at once, and back as soon as it runs again`() throws {
        let (cluster, controller) = try settled()
        let victim = try #require(cluster.runningBrokers.first { $0 != controller })
        let before = try #require(epoch(of: victim, cluster))
        cluster.kill(victim)
        cluster.world.pass(Self.atOnce)
        #expect(isActive(victim, cluster) == false)
        try cluster.start(victim)
        cluster.world.pass(Self.atOnce)
        #expect(isActive(victim, cluster) == true, "\(cluster)")
        #expect(try #require(epoch(of: victim, cluster)) > before)
    }

    @Test func `a broker that is back before anybody looked has the place of its last process`() throws {
        let (cluster, controller) = try settled()
        let victim = try #require(cluster.runningBrokers.first { $0 != controller })
        let before = try #require(epoch(of: victim, cluster))
        cluster.kill(victim)
        try cluster.start(victim)
        cluster.world.pass(Self.atOnce)
        #expect(isActive(victim, cluster) == true, "\(cluster)")
        #expect(try #require(epoch(of: victim, cluster)) > before)
    }

    @Test func `a broker that dies together with the controller is out soon after the election`() throws {
        let (cluster, controller) = try settled()
        cluster.kill(controller)
        #expect(cluster.pass { cluster.controllers.count == 1 })
        cluster.world.pass(Self.atOnce)
        #expect(isActive(controller, cluster) == false, "\(cluster)")
        try cluster.start(controller)
        cluster.world.pass(.seconds(2))
        #expect(isActive(controller, cluster) == true, "\(cluster)")
    }

    @Test(arguments: [1, 5])
    func `a broker that stands still for a few seconds keeps its place`(seconds: Int) throws {
        let (cluster, controller) = try settled(brokers: 1...4)
        let before = try #require(epoch(of: 4, cluster))
        #expect(controller != 4)
        cluster.network.dead = [4]
        for _ in 0..<seconds * 10 {
            cluster.world.pass(.milliseconds(100))
            #expect(cluster.images[controller]?.brokers[4]?.isActive == true)
        }
        cluster.network.dead = []
        for _ in 0..<30 {
            cluster.world.pass(.milliseconds(100))
            #expect(cluster.images[controller]?.brokers[4]?.isActive == true)
        }
        #expect(epoch(of: 4, cluster) == before)
    }

    @Test func `a broker that stands still for longer is fenced, and comes back with the same registration`()
        throws
    {
        let (cluster, controller) = try settled(brokers: 1...4)
        let before = try #require(epoch(of: 4, cluster))
        cluster.network.dead = [4]
        cluster.world.pass(.seconds(8))
        #expect(cluster.images[controller]?.brokers[4]?.isActive == false)
        cluster.network.dead = []
        cluster.world.pass(.seconds(3))
        #expect(isActive(4, cluster) == true, "\(cluster)")
        #expect(epoch(of: 4, cluster) == before)
    }

    @Test func `when all stand still together nobody is fenced for it`() throws {
        let (cluster, _) = try settled()
        let before = cluster.runningBrokers.map { epoch(of: $0, cluster) }
        cluster.network.dead = [1, 2, 3]
        cluster.world.pass(.seconds(5))
        cluster.network.dead = []
        #expect(cluster.settle(), "\(cluster)")
        cluster.world.pass(.seconds(5))
        #expect(cluster.runningBrokers.map { epoch(of: $0, cluster) } == before)
        #expect(cluster.runningBrokers.allSatisfy { isActive($0, cluster) == true })
    }
}
