import MartletModel
import Testing

@testable import MartletReplication

@Suite struct ProposalQueueTests {
    private static func key(_ index: Int32) -> PartitionKey {
        PartitionKey(topicID: TopicID(Uuid(high: 0, low: 7)), partition: PartitionIndex(index))
    }

    private static func proposal(_ epoch: PartitionEpoch) -> ISRProposal {
        ISRProposal(leaderEpoch: 5, partitionEpoch: epoch, members: [.init(1, epoch: 10)])
    }

    private static func item(_ index: Int32, _ epoch: PartitionEpoch) -> ProposalQueue.Item {
        ProposalQueue.Item(key(index), proposal(epoch))
    }

    private var queue = ProposalQueue()
    private var now: Duration = .seconds(9)

    private mutating func steps(_ inputs: ProposalQueue.Input...) -> [ProposalQueue.Effect] {
        var effects: [ProposalQueue.Effect] = []
        for input in inputs { queue.step(input, now: now, effects: &effects) }
        return effects
    }

    @Test mutating func `what is proposed during a request goes with the next, together`() {
        #expect(steps(.proposed(Self.key(0), Self.proposal(7))) == [.send([Self.item(0, 7)])])
        #expect(
            steps(.proposed(Self.key(2), Self.proposal(3)), .proposed(Self.key(1), Self.proposal(4))) == [])
        #expect(
            steps(.answered([.init(Self.key(0), .refused(.ineligibleReplica))]))
                == [
                    .deliver(Self.key(0), 7, .refused(.ineligibleReplica)),
                    .send([Self.item(2, 3), Self.item(1, 4)]),
                ])
    }

    @Test mutating func `a request that failed is sent again after a pause, with what has come since`() {
        _ = steps(.proposed(Self.key(0), Self.proposal(7)))
        #expect(steps(.callFailed, .proposed(Self.key(1), Self.proposal(4))) == [])
        #expect(queue.nextDeadline == now + .milliseconds(50))
        now += .milliseconds(50)
        #expect(steps(.ticked) == [.send([Self.item(0, 7), Self.item(1, 4)])])
    }

    @Test mutating func `the answer to a proposal that another has replaced goes to nobody`() {
        _ = steps(.proposed(Self.key(0), Self.proposal(7)), .proposed(Self.key(0), Self.proposal(8)))
        #expect(
            steps(.answered([.init(Self.key(0), .refused(.invalidUpdateVersion))]))
                == [.send([Self.item(0, 8)])])
    }

    @Test mutating func `a partition that is not led here any more is not proposed for`() {
        _ = steps(.proposed(Self.key(0), Self.proposal(7)))
        #expect(steps(.withdrawn(Self.key(0)), .callFailed) == [])
        now += .milliseconds(50)
        #expect(steps(.ticked) == [])
        #expect(queue.nextDeadline == nil)
    }

    @Test mutating func `what the controller does not speak of is asked again`() {
        _ = steps(.proposed(Self.key(0), Self.proposal(7)))
        #expect(steps(.answered([])) == [.send([Self.item(0, 7)])])
    }
}
