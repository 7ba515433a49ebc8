import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// How committed images come to the shards.
@Suite struct PublicationTests {
    private var image = ClusterImage()
    private var publication = Publication()

    private mutating func commit(_ records: MetadataRecordValue...) throws {
        var change = ImageChange()
        for record in records { try image.apply(record, noting: &change) }
        image.advance(through: image.offset + Int64(records.count), epoch: 1)
        publication.add(image, change)
    }

    private struct NothingToInstall: Error {}

    private mutating func next() throws -> Publication.Edition {
        guard let edition = publication.next() else { throw NothingToInstall() }
        return edition
    }

    private mutating func isQuiet() -> Bool { publication.next() == nil }

    private mutating func wait(for end: Offset, _ work: @escaping @Sendable () -> Void) -> Bool {
        publication.wait(for: end, work)
    }

    private static func id(_ number: UInt64) -> TopicID { TopicID(Uuid(high: 1, low: number)) }

    private static func topic(_ name: String, _ number: UInt64) -> MetadataRecordValue {
        .topic(TopicRecord(name: name, topicId: id(number)))
    }

    @Test mutating func `an edition follows another when that is everywhere`() throws {
        try commit(Self.topic("a", 1))
        let first = try next()
        #expect(first.image == image && first.change.createdTopics == [Self.id(1)])
        try commit(Self.topic("b", 2))
        #expect(isQuiet())
        _ = publication.installed(first.image)
        #expect(try next().change.createdTopics == [Self.id(2)])
        #expect(isQuiet())
    }

    @Test mutating func `what is committed while an edition is on its way comes as one`() throws {
        try commit(Self.topic("a", 1))
        let first = try next()
        try commit(Self.topic("b", 2))
        try commit(Self.topic("c", 3))
        _ = publication.installed(first.image)
        let second = try next()
        #expect(second.change.createdTopics == [Self.id(2), Self.id(3)] && second.image == image)
    }

    @Test mutating func `a topic whose name was just freed waits for the old one to be gone`() throws {
        try commit(Self.topic("a", 1))
        let first = try next()
        _ = publication.installed(first.image)
        try commit(.removeTopic(RemoveTopicRecord(topicId: Self.id(1))))
        try commit(Self.topic("b", 2))
        try commit(Self.topic("a", 3))
        let second = try next()
        #expect(second.change.removedTopics.map(\.name) == ["a"])
        #expect(second.change.createdTopics == [Self.id(2)] && second.image.topic(named: "a") == nil)
        _ = publication.installed(second.image)
        #expect(try next().change.createdTopics == [Self.id(3)])
    }

    @Test mutating func `whoever waits for an offset goes on when an image reaches it`() throws {
        let reached = Flag()
        try commit(Self.topic("a", 1))
        let first = try next()
        try commit(Self.topic("b", 2))
        #expect(wait(for: 2) { reached.isSet = true })
        for work in publication.installed(first.image) { work() }
        #expect(!reached.isSet)
        let second = try next()
        for work in publication.installed(second.image) { work() }
        #expect(reached.isSet)
        #expect(!wait(for: 2) {})
    }

    @Test mutating func `nobody waits where nothing is published`() {
        #expect(!wait(for: 5) {})
    }
}
