import MartletCoordination
import MartletModel
import MartletProtocol
import NIOCore
import Testing

@Suite struct OffsetTests {
    @Test func `What was committed is fetched, the last word first`() throws {
        var bench = Workbench()
        #expect(bench.ask(.commit(at: 10, metadata: "m"))?.errorCode == ErrorCode.none)
        #expect(bench.ask(.fetch())?.fetchedOffset == 10)
        bench.ask(.commit(at: 3))
        #expect(bench.ask(.fetch())?.fetchedOffset == 3)
    }

    @Test func `What was never committed is −1, without an error`() throws {
        var bench = Workbench()
        let reply = bench.ask(.fetch())
        #expect(reply?.fetchedOffset == Offset.none)
        #expect(reply?.errorCode == ErrorCode.none)
    }

    @Test func `A commit is answered when it is committed, and nobody hears of it before`() throws {
        var bench = Workbench()
        bench.commitsAtOnce = false
        let commit = bench.call(.commit(at: 7))
        let fetch = bench.call(.fetch())
        let other = bench.call(.fetch("other"))
        #expect(bench.answers[commit] == nil && bench.answers[fetch] == nil)
        #expect(bench.answers[other] != nil, "another group has nothing to wait for")
        bench.commit()
        #expect(bench.answers[commit]?.errorCode == ErrorCode.none)
        #expect(bench.answers[fetch]?.fetchedOffset == 7)
    }

    @Test func `A commit that takes too long is answered, and so is who asks for it`() throws {
        var bench = Workbench()
        bench.commitsAtOnce = false
        let (commit, fetch) = (bench.call(.commit(at: 7)), bench.call(.fetch()))
        bench.pass(.seconds(5))
        #expect(bench.answers[commit]?.errorCode == .coordinatorNotAvailable)
        #expect(bench.answers[fetch]?.errorCode == .coordinatorNotAvailable)
        bench.commit()
        #expect(bench.ask(.fetch())?.fetchedOffset == 7)
    }

    @Test func `A commit that the log does not take changes nothing`() throws {
        var bench = Workbench()
        bench.ask(.commit(at: 1))
        bench.refusal = .kafkaStorageError
        #expect(bench.ask(.commit(at: 2))?.errorCode == .notCoordinator)
        #expect(bench.ask(.fetch())?.fetchedOffset == 1)
    }

    @Test func `Metadata has a limit, and the other partitions are committed`() throws {
        var bench = Workbench()
        let long = GroupRequest.commit(at: 1, metadata: String(repeating: "x", count: 4_097))
        #expect(bench.ask(long)?.errorCode == .offsetMetadataTooLarge)
        let fits = GroupRequest.commit(at: 1, metadata: String(repeating: "x", count: 4_096))
        #expect(bench.ask(fits)?.errorCode == ErrorCode.none)
    }

    @Test func `Who names a generation has to be a member`() throws {
        var bench = Workbench()
        let stranger = GroupRequest.commit(member: "m", generation: 1, at: 1)
        #expect(bench.ask(stranger, version: 8)?.errorCode == .illegalGeneration)
        #expect(bench.ask(stranger, version: 9)?.errorCode == .groupIdNotFound)
        let (members, generation) = bench.makeGroup(1)
        #expect(bench.ask(stranger)?.errorCode == .unknownMemberId)
        #expect(bench.ask(.commit(at: 1))?.errorCode == .unknownMemberId, "the group has members")
        let member = GroupRequest.commit(member: members[0], generation: generation, at: 1)
        #expect(bench.ask(member)?.errorCode == ErrorCode.none)
    }

    @Test func `A member that does not know its assignment does not commit`() throws {
        var bench = Workbench()
        let call = bench.call(.join(), version: 3)
        bench.pass(.seconds(3))
        let id = try #require(bench.answers[call]?.joined?.memberId)
        let commit = GroupRequest.commit(member: id, generation: 1, at: 1)
        #expect(bench.ask(commit)?.errorCode == .rebalanceInProgress)
    }

    @Test func `Offsets of an earlier topic of the same name are not those of this one`() throws {
        var bench = Workbench()
        let (old, new) = (TopicID(Uuid(high: 1, low: 1)), TopicID(Uuid(high: 1, low: 2)))
        bench.ask(.commit(id: old, at: 5))
        #expect(bench.ask(.fetch(id: old))?.fetchedOffset == 5)
        #expect(bench.ask(.fetch(id: new))?.fetchedOffset == Offset.none)
        #expect(bench.ask(.fetch())?.fetchedOffset == 5, "who does not say the id gets what there is")
    }

    @Test func `A topic takes its offsets with it, and a later one of its name keeps its own`() throws {
        var bench = Workbench()
        let (old, new) = (TopicID(Uuid(high: 1, low: 1)), TopicID(Uuid(high: 1, low: 2)))
        bench.ask(.commit(topic: "t", id: old, at: 5))
        bench.ask(.commit(topic: "u", id: new, at: 6))
        bench.step(.topicsRemoved([.init(name: "t", id: old), .init(name: "u", id: old)]))
        #expect(bench.ask(.fetch(topic: "t"))?.fetchedOffset == Offset.none)
        #expect(bench.ask(.fetch(topic: "u"))?.fetchedOffset == 6)
    }

    @Test func `Offsets of topics that went while nobody coordinated are gone after a while`() throws {
        var bench = Workbench()
        var catalog = TestCatalog(["t": 1, "u": 1, "v": 1])
        bench.catalog = catalog
        for name in ["t", "u", "v"] { bench.ask(.commit(topic: name, id: TestCatalog.id(of: name), at: 5)) }
        bench.step(.resigned)
        catalog.remove("t")
        catalog.replace("u")
        bench.catalog = catalog
        try bench.failOver()
        bench.ask(.commit(topic: "v", at: 6))
        // Its successor may have heard of it, and this one not yet.
        bench.ask(.commit(topic: "new", at: 7))
        bench.pass(.seconds(599))
        #expect(bench.coordinator.image.groups["g"]?.offsets.count == 4)
        bench.pass(.seconds(1))
        #expect(bench.ask(.fetch(topic: "t"))?.fetchedOffset == Offset.none)
        #expect(bench.ask(.fetch(topic: "u"))?.fetchedOffset == Offset.none)
        #expect(bench.ask(.fetch(topic: "v"))?.fetchedOffset == 6)
        #expect(bench.ask(.fetch(topic: "new"))?.fetchedOffset == 7)
        #expect(bench.coordinator.image == (try bench.replayed()))
        #expect(bench.coordinator.image == (try bench.replayedCompacted()))
        bench.pass(.seconds(600))
        #expect(bench.ask(.fetch(topic: "new"))?.fetchedOffset == Offset.none)
    }

    @Test func `A topic of which a coordinator hears late keeps its offsets`() {
        var bench = Workbench()
        bench.catalog = TestCatalog(["t": 1], version: 1)
        bench.ask(.commit(topic: "new", at: 7))
        bench.pass(.seconds(600))
        bench.catalog = TestCatalog(["t": 1, "new": 1], version: 2)
        bench.pass(.seconds(1_200))
        #expect(bench.ask(.fetch(topic: "new"))?.fetchedOffset == 7)
    }

    @Test func `What the log does not take back is taken back later`() {
        var bench = Workbench()
        bench.catalog = TestCatalog(["t": 1], version: 1)
        bench.ask(.commit(topic: "gone", at: 7))
        bench.pass(.seconds(601))
        bench.refusal = .notEnoughReplicas
        bench.pass(.seconds(600))
        bench.refusal = nil
        #expect(bench.ask(.fetch(topic: "gone"))?.fetchedOffset == 7)
        bench.pass(.seconds(600))
        #expect(bench.ask(.fetch(topic: "gone"))?.fetchedOffset == Offset.none)
    }

    // MARK: - Deleting

    @Test func `Offsets of topics that nobody reads can be deleted`() throws {
        var bench = Workbench()
        let subscription = try ConsumerProtocolSubscription(topics: ["t"]).encodedWithVersion(0)
        let text = String(decoding: subscription.readableBytesView, as: UTF8.self)
        let (members, generation) = bench.makeGroup(1, protocols: [("range", text)])
        for topic in ["t", "u"] {
            bench.ask(.commit(member: members[0], generation: generation, topic: topic, at: 1))
        }
        func deletion(of topic: String) -> GroupRequest {
            .deleteOffsets(
                .init(groupId: "g", topics: [.init(name: topic, partitions: [.init(partitionIndex: 0)])]))
        }
        #expect(bench.ask(deletion(of: "t"))?.errorCode == .groupSubscribedToTopic)
        #expect(bench.ask(deletion(of: "u"))?.errorCode == ErrorCode.none)
        #expect(bench.ask(.fetch(topic: "t"))?.fetchedOffset == 1)
        #expect(bench.ask(.fetch(topic: "u"))?.fetchedOffset == Offset.none)
    }

    @Test func `A group is deleted with all its offsets, if it has no members`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(1)
        bench.ask(.commit(member: members[0], generation: generation, at: 1))
        #expect(bench.ask(.delete(group: "g"))?.errorCode == .nonEmptyGroup)
        bench.ask(.leave(member: members[0]))
        #expect(bench.ask(.delete(group: "g"))?.errorCode == ErrorCode.none)
        #expect(bench.coordinator.image == GroupsImage())
        #expect(bench.ask(.delete(group: "g"))?.errorCode == .groupIdNotFound)
        #expect(try bench.replayedCompacted() == GroupsImage())
    }

    // MARK: - Expiring

    @Test func `Offsets of an empty group expire when it has been empty for long enough`() throws {
        var bench = Workbench(.shortRetention)
        let (members, generation) = bench.makeGroup(1)
        bench.ask(.commit(member: members[0], generation: generation, at: 1))
        for _ in 0..<30 {
            bench.pass(.seconds(5))
            bench.ask(.heartbeat(member: members[0], generation: generation))
        }
        bench.ask(.leave(member: members[0]))
        bench.pass(.seconds(50))
        #expect(bench.ask(.fetch())?.fetchedOffset == 1)
        bench.pass(.seconds(70))
        #expect(bench.ask(.fetch())?.fetchedOffset == Offset.none)
        #expect(bench.coordinator.image == GroupsImage(), "and nothing is left of the group")
    }

    @Test func `Offsets without a group expire by their own age`() throws {
        var bench = Workbench(.shortRetention)
        bench.ask(.commit(topic: "t", at: 1))
        bench.pass(.seconds(50))
        bench.ask(.commit(topic: "u", at: 1))
        bench.pass(.seconds(55))
        #expect(bench.ask(.fetch(topic: "t"))?.fetchedOffset == Offset.none)
        #expect(bench.ask(.fetch(topic: "u"))?.fetchedOffset == 1)
    }

    @Test func `A commit may say itself how long it is kept`() throws {
        var bench = Workbench(.shortRetention)
        bench.ask(.commit(topic: "t", at: 1, retention: 1_000_000), version: 2)
        bench.pass(.seconds(500))
        #expect(bench.ask(.fetch())?.fetchedOffset == 1)
        bench.pass(.seconds(600))
        #expect(bench.ask(.fetch())?.fetchedOffset == Offset.none)
    }

    // MARK: - Transactions

    @Test func `What a transaction says counts when it commits, unless something later was said`() throws {
        var image = GroupsImage()
        func commit(_ topic: String, _ offset: Offset) -> GroupRecord {
            .offsetCommit(.init(group: "g", topic: topic, partition: 0), .init(offset: offset))
        }
        image.apply(commit("t", 1), at: 0, inTransactionOf: 7)
        image.apply(commit("u", 1), at: 1, inTransactionOf: 7)
        image.apply(commit("u", 2), at: 2)
        image.apply(commit("t", 9), at: 3, inTransactionOf: 8)
        #expect(image.groups["g"]?.offset("t", 0) == nil)
        #expect(image.hasOpenCommit("g", "t", 0))
        image.endTransaction(of: 8, isCommitted: false)
        image.endTransaction(of: 7, isCommitted: true)
        #expect(image.groups["g"]?.offset("t", 0)?.offset == 1)
        #expect(image.groups["g"]?.offset("u", 0)?.offset == 2)
        #expect(!image.hasOpenCommit("g", "t", 0))
    }
}

extension GroupConfiguration {
    fileprivate static var shortRetention: GroupConfiguration {
        var configuration = GroupConfiguration()
        configuration.offsetRetentionMilliseconds = 60_000
        configuration.offsetExpiryInterval = .seconds(10)
        return configuration
    }
}
