import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// What the active controller tells the operator of brokers.
@Suite struct BrokerNewsTests {
    private let topic = TopicID(Uuid(high: 1, low: 1))

    /// Brokers 1 and 2, and a topic of two partitions, each of which leads one.
    private func image() throws -> ClusterImage {
        var image = ClusterImage()
        for id in [1, 2] as [BrokerID] {
            try image.apply(
                .registerBroker(RegisterBrokerRecord(brokerId: id, brokerEpoch: 5, fenced: false)))
        }
        try image.apply(.topic(TopicRecord(name: "t", topicId: topic)))
        for (index, leader) in [(0, 1), (1, 2)] as [(PartitionIndex, BrokerID)] {
            try image.apply(
                .partition(
                    PartitionRecord(
                        partitionId: index, topicId: topic, replicas: [1, 2], isr: [1, 2], leader: leader,
                        leaderEpoch: 0, partitionEpoch: 0)))
        }
        return image
    }

    private func news(_ records: MetadataRecordValue...) throws -> BrokerNews {
        let old = try image()
        var (new, change) = (old, ImageChange())
        for record in records { try new.apply(record, noting: &change) }
        return BrokerNews(from: old, to: new, change)
    }

    private func change(_ index: PartitionIndex, leader: BrokerID) -> MetadataRecordValue {
        .partitionChange(PartitionChangeRecord(partitionId: index, topicId: topic, leader: leader))
    }

    private func change(
        _ broker: BrokerID, fenced: Int8 = 0, stopping: Int8 = 0
    ) -> MetadataRecordValue {
        .brokerRegistrationChange(
            BrokerRegistrationChangeRecord(
                brokerId: broker, brokerEpoch: 5, fenced: fenced, inControlledShutdown: stopping))
    }

    @Test func `a fenced broker is told with what became of its partitions`() throws {
        let news = try news(change(0, leader: 2), change(1, leader: .none), change(1, fenced: 1))
        #expect(news.events.map(\.broker) == [1] && news.events.map(\.event) == [.fenced])
        #expect(news.leaders == .init(changed: 1, lost: 1))
    }

    @Test func `registrations, departures and returns are told apart`() throws {
        func events(_ records: MetadataRecordValue...) throws -> [BrokerNews.Event] {
            let old = try image()
            var (new, change) = (old, ImageChange())
            for record in records { try new.apply(record, noting: &change) }
            return BrokerNews(from: old, to: new, change).events.map(\.event)
        }
        #expect(try events(change(1, stopping: 1)) == [.stopping])
        let next = MetadataRecordValue.registerBroker(RegisterBrokerRecord(brokerId: 1, brokerEpoch: 9))
        #expect(try events(next) == [.registered])
        #expect(
            try events(.unregisterBroker(UnregisterBrokerRecord(brokerId: 2, brokerEpoch: 5))) == [.removed])
        #expect(try events(change(1, fenced: 1), change(1, fenced: -1)) == [])
    }

    @Test func `what happens to partitions alone is no news of brokers`() throws {
        #expect(try news(change(0, leader: 2)) == news())
    }
}
