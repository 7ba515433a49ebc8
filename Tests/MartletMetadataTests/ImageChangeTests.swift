import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct ImageChangeTests {
    @Test(arguments: 1...100)
    func `what records changed is what the two images differ in`(seed: UInt64) throws {
        var source = RandomRecords(seed: seed)
        _ = try source.next(200)
        let before = source.image
        var after = before
        var noted = ImageChange()
        let records = try source.next(source.number(1..<100))
        for record in records { try after.apply(record, noting: &noted) }
        let found = ImageChange(from: before, to: after)

        #expect(noted.createdTopics == found.createdTopics)
        #expect(Set(noted.removedTopics.map(\.id)) == Set(found.removedTopics.map(\.id)))
        #expect(noted.changedTopics.isSuperset(of: found.changedTopics))
        #expect(noted.changedTopics.allSatisfy { after.topic($0) != nil })
        for (topic, partitions) in found.changedPartitions {
            #expect(noted.changedPartitions[topic]?.isSuperset(of: partitions) == true)
        }
        #expect(noted.changedBrokers.isSuperset(of: found.changedBrokers))
        #expect(noted.changedControllers.isSuperset(of: found.changedControllers))
        #expect(noted.changedConfigs.isSuperset(of: found.changedConfigs))
        #expect(noted.changedFeatures.isSuperset(of: found.changedFeatures))
        #expect(noted.changedQuotas.isSuperset(of: found.changedQuotas))
        #expect(noted.changedAccessControlEntries.isSuperset(of: found.changedAccessControlEntries))
        #expect(noted.changedScramCredentials.isSuperset(of: found.changedScramCredentials))
        #expect(noted.changedDelegationTokens.isSuperset(of: found.changedDelegationTokens))
        #expect(noted.hasNewProducerIDs || !found.hasNewProducerIDs)
    }

    @Test(arguments: 1...50)
    func `changes after one another are one`(seed: UInt64) throws {
        var source = RandomRecords(seed: seed)
        _ = try source.next(100)
        var (image, together, sum) = (source.image, ImageChange(), ImageChange())
        var copy = image
        for _ in 0..<5 {
            var part = ImageChange()
            for record in try source.next(20) {
                try image.apply(record, noting: &part)
                try copy.apply(record, noting: &together)
            }
            sum.add(part)
        }
        #expect(sum == together)
    }

    @Test func `a transaction's changes are noted when it ends`() throws {
        var cluster = try ClusterFixture()
        var change = ImageChange()
        let topic = TopicRecord(name: "a", topicId: TopicID(Uuid(high: 1, low: 1)))
        try cluster.image.apply(.beginTransaction(.init(name: "x")), noting: &change)
        try cluster.image.apply(.topic(topic), noting: &change)
        var aborted = (image: cluster.image, change: change)
        #expect(change.isEmpty)
        try cluster.image.apply(.endTransaction(.init()), noting: &change)
        #expect(change.createdTopics == [topic.topicId])
        try aborted.image.apply(.abortTransaction(.init()), noting: &aborted.change)
        #expect(aborted.change.isEmpty)
    }

    @Test func `a topic that came and went is not mentioned`() throws {
        var cluster = try ClusterFixture()
        let before = cluster.image
        var change = ImageChange()
        let id = TopicID(Uuid(high: 1, low: 1))
        for record: MetadataRecordValue in [
            .topic(.init(name: "a", topicId: id)),
            .config(.init(resourceType: 2, resourceName: "a", name: "segment.ms", value: "9")),
            .partition(.init(partitionId: 0, topicId: id, replicas: [1], isr: [1], leader: 1)),
            .removeTopic(.init(topicId: id)),
        ] {
            try cluster.image.apply(record, noting: &change)
        }
        #expect(change.isEmpty)
        #expect(cluster.image == before)
    }

    @Test func `only a broker's configuration is one that topics inherit`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t"))
        for (kind, name, isInherited) in [(2, "t", false), (4, "", true), (4, "1", true), (16, "m", false)] {
            var change = ImageChange()
            let record = ConfigRecord(
                resourceType: Int8(kind), resourceName: name, name: "retention.ms", value: "1")
            try cluster.image.apply(.config(record), noting: &change)
            #expect(change.hasBrokerConfigChange == isInherited)
            #expect(change.changedTopics.count == (kind == 2 ? 1 : 0))
        }
    }
}
