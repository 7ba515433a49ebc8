import MartletCoordination
import MartletModel
import MartletProtocol
import NIOCore
import Testing

/// Groups that change their protocol while they have members (KIP-848).
@Suite struct GroupMigrationTests {
    private func makeBench(_ migration: GroupMigration = .bidirectional) -> Workbench {
        var configuration = GroupConfiguration()
        configuration.migration = migration
        var bench = Workbench(configuration)
        bench.catalog = TestCatalog(["t": 6])
        return bench
    }

    /// A stable classic group of two, and the bench it is on.
    private func makeClassic(
        cooperative: Bool = false, _ migration: GroupMigration = .bidirectional
    ) -> (Workbench, [TestClassicConsumer]) {
        var bench = makeBench(migration)
        var classic = (0..<2).map { _ in TestClassicConsumer(isCooperative: cooperative) }
        bench.makeClassicGroup(&classic)
        return (bench, classic)
    }

    private func all(_ classic: [TestClassicConsumer], _ consumers: [TestConsumer]) -> [PartitionIndex] {
        (classic.flatMap(\.partitions) + consumers.flatMap(\.partitions)).sorted()
    }

    @Test(arguments: [false, true])
    func `A classic group with members becomes a consumer group when such a member joins`(
        cooperative: Bool
    ) throws {
        var (bench, classic) = makeClassic(cooperative: cooperative)
        #expect(all(classic, []) == [0, 1, 2, 3, 4, 5])
        var consumers = [TestConsumer("new")]
        #expect(bench.join(&consumers[0]).errorCode == .none)
        #expect(consumers[0].partitions.isEmpty, "the others read everything")
        #expect(bench.consumers?.members.count == 3)
        #expect(bench.ask(classic[0].beating)?.errorCode == .rebalanceInProgress)
        bench.settle(&classic, &consumers)
        #expect(all(classic, consumers) == [0, 1, 2, 3, 4, 5])
        #expect(classic.allSatisfy { $0.partitions.count == 2 } && consumers[0].partitions.count == 2)
        #expect(bench.consumers?.state == .stable)
        #expect(bench.coordinator.image == (try bench.replayed()))
    }

    @Test func `Who waits for the others in a group that is upgraded is to join again`() {
        var (bench, classic) = makeClassic()
        let waiting = bench.askToJoin(&classic[0])
        var new = TestConsumer("new")
        bench.join(&new)
        #expect(bench.answers[waiting]?.errorCode == .rebalanceInProgress)
    }

    @Test func `An upgrade that cannot be written down leaves the group as it was`() throws {
        var (bench, classic) = makeClassic()
        let waiting = bench.askToJoin(&classic[0])
        bench.refusal = .notEnoughReplicas
        let refused = bench.beat(TestConsumer("new").joining)
        #expect(refused.errorCode == .coordinatorNotAvailable)
        bench.refusal = nil
        #expect(bench.answers[waiting] == nil && bench.state == "PreparingRebalance")
        #expect(bench.coordinator.image == (try bench.replayed()))
    }

    @Test(arguments: [GroupMigration.downgrade, .disabled])
    func `Without leave a classic group with members is not upgraded`(migration: GroupMigration) {
        var (bench, _) = makeClassic(migration)
        #expect(bench.beat(TestConsumer("new").joining).errorCode == .groupIdNotFound)
        #expect(bench.state == "Stable" && bench.consumers == nil)
    }

    @Test func `A group of something else than consumers is not upgraded`() {
        var bench = makeBench()
        let (members, generation) = bench.makeGroup(1)
        #expect(bench.beat(TestConsumer("new").joining).errorCode == .groupIdNotFound)
        let beat = bench.ask(.heartbeat(member: members[0], generation: generation))
        #expect(beat?.errorCode == ErrorCode.none)
    }

    @Test func `A classic member is served by a consumer group`() {
        var bench = makeBench()
        var consumers = [TestConsumer("first")]
        bench.join(&consumers[0])
        var classic = [TestClassicConsumer()]
        let join = bench.askToJoin(&classic[0])
        let joined = bench.answers[join]?.joined
        #expect(joined?.errorCode == ErrorCode.none && joined?.leader == "" && joined?.members == [])
        if let joined { classic[0].hear(joined) }
        bench.settle(&classic, &consumers)
        #expect(all(classic, consumers) == [0, 1, 2, 3, 4, 5])
        #expect(classic[0].partitions.count == 3)
    }

    @Test func `With migration disabled a classic member does not join a consumer group`() {
        var bench = makeBench(.disabled)
        var first = TestConsumer("first")
        bench.join(&first)
        #expect(bench.ask(TestClassicConsumer().joining)?.errorCode == .inconsistentGroupProtocol)
    }

    @Test func `Classic members that share no way to assign are not together in a consumer group`() {
        var bench = makeBench()
        var first = TestConsumer("first")
        bench.join(&first)
        var eager = TestClassicConsumer()
        let join = bench.askToJoin(&eager)
        #expect(bench.answers[join]?.errorCode == ErrorCode.none)
        let other = bench.ask(TestClassicConsumer(isCooperative: true).joining)
        #expect(other?.errorCode == .inconsistentGroupProtocol)
    }

    @Test(arguments: [false, true])
    func `When the last consumer member leaves, the others are a classic group`(byExpiry: Bool) throws {
        var (bench, classic) = makeClassic(cooperative: true)
        var consumers = [TestConsumer("new")]
        bench.join(&consumers[0])
        bench.settle(&classic, &consumers)
        if byExpiry {
            for _ in 0..<9 {
                bench.pass(.seconds(5))
                for member in classic { bench.ask(member.beating) }
            }
        } else {
            #expect(bench.beat(consumers[0].leaving()).errorCode == .none)
        }
        #expect(bench.consumers == nil && bench.state == "PreparingRebalance")
        #expect(bench.coordinator.image == (try bench.replayed()))
        let calls = classic.indices.map { bench.askToJoin(&classic[$0]) }
        for (index, call) in calls.enumerated() {
            let joined = try #require(bench.answers[call]?.joined)
            classic[index].hear(joined)
        }
        bench.syncAll(&classic)
        #expect(bench.state == "Stable" && all(classic, []) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `Without leave to downgrade classic members remain in their consumer group`() {
        var (bench, classic) = makeClassic(.upgrade)
        var consumers = [TestConsumer("new")]
        bench.join(&consumers[0])
        bench.settle(&classic, &consumers)
        bench.beat(consumers[0].leaving())
        consumers = []
        bench.settle(&classic, &consumers)
        #expect(bench.consumers?.state == .stable && all(classic, []) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `A classic member that does not join again in time is out`() {
        var (bench, classic) = makeClassic()
        var consumers = [TestConsumer("new")]
        bench.join(&consumers[0])
        for _ in 0..<5 {
            bench.pass(.seconds(5))
            bench.goOn(&classic[0])
            // The second hears that it is to join, and does not.
            bench.ask(classic[1].beating)
            bench.report(&consumers[0])
        }
        #expect(bench.consumers?.members.keys.sorted() == [classic[0].id, "new"].sorted())
    }

    @Test func `A classic member that is out hears so before it joins again`() {
        var (bench, classic) = makeClassic(cooperative: true)
        var consumers = [TestConsumer("new")]
        bench.join(&consumers[0])
        bench.settle(&classic, &consumers)
        for _ in 0..<4 {
            bench.pass(.seconds(5))
            bench.goOn(&classic[0])
            bench.report(&consumers[0])
        }
        #expect(bench.consumers?.members[classic[1].id] == nil)
        #expect(!classic[1].owned.isEmpty)
        #expect(bench.answers[bench.call(classic[1].joining)]?.errorCode == .unknownMemberId)
        classic[1] = TestClassicConsumer(isCooperative: true)
        bench.settle(&classic, &consumers)
        #expect(all(classic, consumers) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `A classic member that has joined and does not ask what it has is out`() {
        var bench = makeBench()
        var first = TestConsumer("first")
        bench.join(&first)
        var classic = TestClassicConsumer()
        let join = bench.askToJoin(&classic)
        if let joined = bench.answers[join]?.joined { classic.hear(joined) }
        // On the way it is told to join for what has become free, and has that long once more.
        for _ in 0..<9 {
            bench.pass(.seconds(5))
            bench.ask(classic.beating)
            bench.report(&first)
        }
        #expect(bench.consumers?.members.keys.sorted() == ["first"])
    }

    @Test func `Classic members of a consumer group commit with their epoch as a generation`() {
        var (bench, classic) = makeClassic()
        var consumers = [TestConsumer("new")]
        bench.join(&consumers[0])
        bench.settle(&classic, &consumers)
        let (id, generation) = (classic[0].id, classic[0].generation)
        let good = bench.ask(.commit(member: id, generation: generation, at: 5), version: 8)
        #expect(good?.errorCode == ErrorCode.none)
        let old = bench.ask(.commit(member: id, generation: generation - 1, at: 6), version: 8)
        #expect(old?.errorCode == .illegalGeneration)
        #expect(bench.ask(.fetch())?.fetchedOffset == 5)
    }

    @Test func `A classic member leaves a consumer group, and its partitions go to the others`() {
        var (bench, classic) = makeClassic()
        var consumers = [TestConsumer("new")]
        bench.join(&consumers[0])
        bench.settle(&classic, &consumers)
        #expect(bench.ask(.leave(member: classic[1].id))?.errorCode == ErrorCode.none)
        #expect(bench.ask(.leave(member: classic[1].id))?.errorCode == .unknownMemberId)
        classic.removeLast()
        bench.settle(&classic, &consumers)
        #expect(all(classic, consumers) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `A static member goes over to the new protocol, and back, in its place`() throws {
        var bench = makeBench()
        var classic = [TestClassicConsumer(instance: "a"), TestClassicConsumer(instance: "b")]
        bench.makeClassicGroup(&classic)
        var consumers = [TestConsumer("new-b", instance: "b")]
        #expect(bench.join(&consumers[0]).errorCode == .none)
        classic.removeLast()
        bench.settle(&classic, &consumers)
        #expect(bench.consumers?.members.count == 2)
        #expect(all(classic, consumers) == [0, 1, 2, 3, 4, 5])
        // Back: it was the last of the new protocol.
        var back = TestClassicConsumer(instance: "b")
        let refused = bench.askToJoin(&back)
        #expect(bench.answers[refused]?.errorCode == .rebalanceInProgress)
        #expect(bench.consumers == nil && bench.state == "PreparingRebalance")
        classic.append(TestClassicConsumer(instance: "b"))
        let second = bench.askToJoin(&classic[1])
        let first = bench.askToJoin(&classic[0])
        classic[0].hear(try #require(bench.answers[first]?.joined))
        classic[1].hear(try #require(bench.answers[second]?.joined))
        bench.syncAll(&classic)
        #expect(all(classic, []) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `Members of both kinds go on with the next coordinator`() throws {
        var (bench, classic) = makeClassic(cooperative: true)
        var consumers = [TestConsumer("new")]
        bench.join(&consumers[0])
        try bench.failOver()
        bench.settle(&classic, &consumers)
        #expect(all(classic, consumers) == [0, 1, 2, 3, 4, 5])
        #expect(bench.consumers?.state == .stable)
    }

    @Test func `A cooperative member whose assignment is being made keeps what it reads`() {
        var (bench, classic) = makeClassic(cooperative: true)
        // Everybody joins for the next generation, which is given up before it has an assignment.
        let calls = classic.indices.map { bench.askToJoin(&classic[$0]) }
        for (index, call) in calls.enumerated() {
            if let joined = bench.answers[call]?.joined { classic[index].hear(joined) }
        }
        var late = TestClassicConsumer(isCooperative: true)
        _ = bench.askToJoin(&late)
        var consumers = [TestConsumer("new")]
        bench.join(&consumers[0])
        #expect(consumers[0].partitions.isEmpty)
    }

    @Test func `Topics that grow make classic members of a consumer group join again`() {
        var (bench, classic) = makeClassic(.upgrade)
        var consumers = [TestConsumer("new")]
        bench.join(&consumers[0])
        bench.settle(&classic, &consumers)
        bench.beat(consumers[0].leaving())
        consumers = []
        bench.settle(&classic, &consumers)
        bench.catalog = TestCatalog(["t": 9], version: 2)
        bench.settle(&classic, &consumers)
        #expect(all(classic, []).count == 9)
    }

    @Test func `Members say which protocol they use`() throws {
        var (bench, classic) = makeClassic()
        var new = TestConsumer("new")
        bench.join(&new)
        guard case .consumersDescribed(let group)? = bench.ask(.describeConsumers(group: "g"), version: 1)
        else { throw NoDescription() }
        let types = Dictionary(uniqueKeysWithValues: group.members.map { ($0.memberId, $0.memberType) })
        #expect(types == [classic[0].id: 0, classic[1].id: 0, "new": 1])
    }

    private struct NoDescription: Error {}
}
