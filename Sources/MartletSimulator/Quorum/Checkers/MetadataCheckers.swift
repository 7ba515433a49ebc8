import MartletMetadata
import MartletModel

/// The propositions about what nodes make of the committed log, at every batch that any of them applies.
struct MetadataCheckers {
    private(set) var violations: [QuorumCheckers.Violation] = []
    /// What clients asked for, and what they were told.
    var clients = ClientLedger()
    /// As the first node that got there had it, by the offset of the last record in it.
    private var images: [Offset: ClusterImage] = [:]
    private(set) var newest = ClusterImage()

    private mutating func fail(_ checker: String, _ text: String) {
        violations.append(.init(checker: checker, text: text))
    }

    /// ImagesAgree: every node's image at an offset is the same, whether it is made of records or of a
    /// snapshot.
    mutating func applied(_ id: BrokerID, _ image: ClusterImage) {
        if let other = images[image.offset] {
            if other != image {
                fail("ImagesAgree", "that of \(id) at offset \(image.offset) is not what another node's was")
            }
            return
        }
        images[image.offset] = image
        guard image.offset > newest.offset else { return }
        newest = image
        checkLeaders(image)
        checkTopics(image)
    }

    /// FencedBrokersLeadNothing: whoever leads a partition is registered, and not fenced.
    private mutating func checkLeaders(_ image: ClusterImage) {
        for topic in image.topics {
            for partition in topic.partitions {
                guard let leader = partition.leader, image.brokers[leader]?.isFenced ?? true else { continue }
                fail(
                    "FencedBrokersLeadNothing",
                    "at offset \(image.offset) broker \(leader) leads \(topic.name)-\(partition.index), and "
                        + (image.brokers[leader] == nil ? "is not registered" : "is fenced"))
            }
        }
    }

    /// TopicsAreWhole: a topic is there with all its partitions or not at all. AnsweredIsDone: what a client
    /// was told is so from then on.
    private mutating func checkTopics(_ image: ClusterImage) {
        for topic in image.topics {
            guard let asked = clients.topics[topic.name] else {
                fail("TopicsAreWhole", "nobody has asked for the topic \(topic.name)")
                continue
            }
            if !asked.counts.contains(topic.partitions.count) {
                fail(
                    "TopicsAreWhole",
                    "at offset \(image.offset) the topic \(topic.name) has \(topic.partitions.count) "
                        + "partitions, and \(asked.counts) were asked for")
            }
            if asked.isGone {
                fail("AnsweredIsDone", "the topic \(topic.name) was deleted, and is there at \(image.offset)")
            }
        }
        for name in clients.standing where image.topic(named: name) == nil {
            fail("AnsweredIsDone", "the topic \(name) was made, and is not there at offset \(image.offset)")
        }
    }

    /// A block of producer ids was given to a broker: no other is given any of them.
    mutating func given(producerIDs first: ProducerID, count: Int32) {
        let ids = first.rawValue..<first.rawValue + Int64(count)
        if let other = clients.producerIDs.first(where: { $0.overlaps(ids) }) {
            fail("AnsweredIsDone", "the producer ids \(ids) were given away, and so were \(other)")
        }
        clients.producerIDs.append(ids)
    }
}

/// What clients know of the topics that they asked for; each name is asked for once.
struct ClientLedger {
    struct Topic {
        /// As many partitions as it may have.
        var counts: ClosedRange<Int>
        /// A client was told that it was made.
        var isMade = false
        /// Somebody has asked that it be deleted.
        var isUnwanted = false
        /// A client was told that it was deleted.
        var isGone = false
    }

    var topics: [String: Topic] = [:]
    /// Those that must be there, in the order in which they were made.
    private(set) var standing: [String] = []
    var producerIDs: [Range<Int64>] = []

    mutating func made(_ name: String) {
        topics[name]?.isMade = true
        if topics[name]?.isUnwanted == false { standing.append(name) }
    }

    mutating func unwanted(_ name: String) {
        topics[name]?.isUnwanted = true
        standing.removeAll { $0 == name }
    }
}
