import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

extension ReplicatedTopic {
    private func directory(_ id: BrokerID) -> String { "/data\(id)/\(Self.name)-0" }

    /// A bit flips early in a broker's log, while that broker is down.
    fileprivate func flipBit(_ id: BrokerID, at position: Int64 = 400) throws {
        let path = "\(directory(id))/00000000000000000000.log"
        let file = try cluster.world.fileSystem.open(path, .readWrite)
        let byte = try #require(try file.read(at: position, count: 1).readableBytesView.first)
        try file.write([ByteBuffer(bytes: [byte ^ 1])], at: position)
        try file.sync()
    }

    fileprivate func isMarked(_ id: BrokerID) -> Bool {
        (try? cluster.world.fileSystem.attributes("\(directory(id))/\(DoubtMark.fileName)")) != nil
    }

    fileprivate func said(_ message: String) -> Int {
        cluster.world.log.lines.count { $0.message == message }
    }
}

/// Replicas whose logs were cut, so that acknowledged records may be gone there.
@Suite struct DoubtTests {
    private static let asks =
        "This broker is to lead with a log that may lack records, and asks the other replicas first"

    /// All went down at once, and this replica's log is damaged early. The others come back before it, or it
    /// is the first: then it is alone in the ISR, or it is not.
    @Test(arguments: [[1, 2, 3], [2, 1, 3], [2, 3, 1]] as [[BrokerID]])
    func `a replica whose log was cut does not lead as long as another has more`(order: [BrokerID]) throws {
        let topic = try ReplicatedTopic()
        #expect(try topic.produce(30))
        #expect(topic.cluster.pass { topic.agrees }, "\(topic)")
        for id in ReplicatedTopic.ids { topic.cluster.kill(id) }
        try topic.flipBit(1)
        for id in order {
            try topic.cluster.start(id)
            topic.cluster.world.pass(.seconds(3))
        }
        #expect(topic.cluster.pass { topic.agrees }, "\(topic)")
        #expect(topic.said("Cut the end of a log that was not written completely") > 0)
        #expect(try topic.values() == topic.acknowledged)
        #expect(try topic.produce(3))
        #expect(topic.cluster.pass { topic.agrees && !topic.isMarked(1) }, "\(topic)")
        #expect(try topic.keepsWhatWasAcknowledged())
    }

    @Test func `alone in the ISR it hears the others, and hands over to one that was not in sync`() throws {
        let topic = try ReplicatedTopic()
        #expect(try topic.produce(30))
        #expect(topic.cluster.pass { topic.agrees }, "\(topic)")
        for id in ReplicatedTopic.ids { topic.cluster.kill(id) }
        try topic.flipBit(1)
        for id in [2, 3] as [BrokerID] { try topic.cluster.start(id) }
        // The two that came back first are not in the ISR any more, as others were left in it.
        #expect(topic.cluster.pass { topic.partition?.isr == [1] }, "\(topic)")
        try topic.cluster.start(1)
        #expect(topic.cluster.pass { topic.leader.map { $0 != 1 } ?? false }, "\(topic)")
        #expect(topic.said(Self.asks) > 0)
        #expect(topic.cluster.pass { topic.agrees }, "\(topic)")
        #expect(try topic.values() == topic.acknowledged)
    }

    @Test func `while it is in doubt it serves nobody, and nobody cuts a log to its own`() throws {
        let topic = try ReplicatedTopic()
        #expect(try topic.produce(30))
        #expect(topic.cluster.pass { topic.agrees }, "\(topic)")
        let end = try #require(topic.end(2))
        for id in ReplicatedTopic.ids { topic.cluster.kill(id) }
        try topic.flipBit(1)
        for id in [2, 3] as [BrokerID] { try topic.cluster.start(id) }
        #expect(topic.cluster.pass { topic.partition?.isr == [1] }, "\(topic)")
        topic.cluster.kill(3)
        try topic.cluster.start(1)
        let isAsking = topic.cluster.pass { topic.with(1) { $1.role.isInDoubt } == true }
        #expect(isAsking, "\(topic)")
        // Broker 3 may have what neither of these has.
        topic.cluster.world.pass(.seconds(40))
        #expect(topic.with(1) { $1.role.isInDoubt } == true && topic.isMarked(1))
        #expect(topic.end(2) == end)
        let client = try topic.cluster.connect(to: 1)
        let number = try client.send(client.produceRequest(["x"], to: ReplicatedTopic.name), version: 12)
        topic.cluster.world.pass(.seconds(1))
        let answer = try client.answer(number, to: ProduceRequest.self, version: 12)
        #expect(answer?.responses[0].partitionResponses[0].errorCode == .notLeaderOrFollower)
        #expect(try client.fetch(ReplicatedTopic.name, from: 0).errorCode == .notLeaderOrFollower)
        try topic.cluster.start(3)
        #expect(topic.cluster.pass { topic.agrees }, "\(topic)")
        #expect(try topic.values() == topic.acknowledged)
    }

    @Test func `when nobody has more it leads, and is not in doubt any more`() throws {
        let topic = try ReplicatedTopic()
        #expect(try topic.produce(30))
        #expect(topic.cluster.pass { topic.agrees }, "\(topic)")
        for id in ReplicatedTopic.ids { topic.cluster.kill(id) }
        for id in ReplicatedTopic.ids { try topic.flipBit(id) }
        for id in ReplicatedTopic.ids { try topic.cluster.start(id) }
        #expect(topic.cluster.pass { topic.agrees }, "\(topic)")
        #expect(topic.said(Self.asks) > 0)
        #expect(try topic.values().count < 30)
        #expect(try topic.produce(3))
        #expect(topic.cluster.pass { ReplicatedTopic.ids.allSatisfy { !topic.isMarked($0) } }, "\(topic)")
    }
}
