import MartletCoordination
import MartletModel
import MartletProtocol
import Testing

@Suite struct ConsumerGroupTests {
    private func makeBench(_ topics: [String: Int32] = ["t": 6]) -> Workbench {
        var bench = Workbench()
        bench.catalog = TestCatalog(topics)
        return bench
    }

    private func makeGroup(_ count: Int) -> (Workbench, [TestConsumer]) {
        var bench = makeBench()
        var consumers = (0..<count).map { TestConsumer("m\($0)") }
        for index in consumers.indices { bench.join(&consumers[index]) }
        bench.settle(&consumers)
        return (bench, consumers)
    }

    // MARK: - Reconciliation

    @Test func `The first member gets everything at once`() {
        let (bench, consumers) = makeGroup(1)
        #expect(consumers[0].epoch == 1)
        #expect(consumers[0].partitions == [0, 1, 2, 3, 4, 5])
        #expect(bench.consumers?.state == .stable)
        #expect(bench.state == "Stable")
    }

    @Test func `A second member gets what the first has given up, and not before`() {
        var (bench, consumers) = makeGroup(1)
        var (first, second) = (consumers.removeFirst(), TestConsumer("second"))
        bench.join(&second)
        #expect(second.partitions.isEmpty)
        #expect(bench.consumers?.state == .reconciling)
        // The first hears what it is to keep, and still reads the rest.
        let all = first.owned
        let told = bench.beat(first.reporting(all))
        #expect(told.memberEpoch == 1 && told.assignment?.topicPartitions.first?.partitions.count == 3)
        bench.report(&second)
        #expect(second.partitions.isEmpty, "the first has not let go yet")
        first.hear(told)
        bench.report(&first)
        #expect(first.epoch == 2)
        bench.report(&second)
        #expect(second.partitions.count == 3 && second.owned.isDisjoint(with: first.owned))
        #expect(bench.consumers?.state == .stable)
    }

    @Test func `Partitions of a member that leaves go to the others`() {
        var (bench, consumers) = makeGroup(2)
        bench.beat(consumers[1].leaving())
        bench.report(&consumers[0])
        #expect(consumers[0].partitions == [0, 1, 2, 3, 4, 5])
        bench.beat(consumers[0].leaving())
        #expect(bench.state == "Empty")
    }

    @Test func `A member that is not heard of is out after the session's time`() {
        var (bench, consumers) = makeGroup(2)
        bench.pass(.seconds(40))
        bench.report(&consumers[0])
        bench.pass(.seconds(5))
        bench.report(&consumers[0])
        #expect(consumers[0].partitions.count == 6)
        #expect(bench.beat(consumers[1].reporting(nil)).errorCode == .unknownMemberId)
    }

    @Test func `A group may have times of its own, within what the broker allows`() {
        var bench = makeBench()
        var catalog = TestCatalog(["t": 6])
        catalog.times["g"] = GroupTimes(
            sessionTimeoutMilliseconds: 55_000, heartbeatIntervalMilliseconds: 7_000)
        bench.catalog = catalog
        var consumer = TestConsumer("a")
        #expect(bench.join(&consumer).heartbeatIntervalMs == 7_000)
        bench.pass(.seconds(54))
        #expect(bench.consumers?.members.isEmpty == false)
        bench.pass(.seconds(1))
        #expect(bench.consumers?.members.isEmpty == true)
        catalog.times["g"] = GroupTimes(
            sessionTimeoutMilliseconds: 90_000, heartbeatIntervalMilliseconds: 1)
        bench.catalog = catalog
        #expect(bench.join(&consumer).heartbeatIntervalMs == 5_000)
        bench.pass(.seconds(60))
        #expect(bench.consumers?.members.isEmpty == true)
        catalog.times["g"] = nil
        bench.catalog = catalog
        #expect(bench.join(&consumer).heartbeatIntervalMs == 5_000)
        bench.pass(.seconds(45))
        #expect(bench.consumers?.members.isEmpty == true)
    }

    @Test func `A member that does not give up in time is out`() {
        var (bench, consumers) = makeGroup(1)
        var second = TestConsumer("second")
        bench.join(&second)
        let all = consumers[0].owned
        for _ in 0..<4 {
            bench.beat(consumers[0].reporting(all))
            bench.report(&second)
            bench.pass(.seconds(8))
        }
        bench.report(&second)
        #expect(second.partitions.count == 6)
        #expect(bench.beat(consumers[0].reporting(all)).errorCode == .unknownMemberId)
    }

    @Test func `A topic that grows is divided anew`() {
        var (bench, consumers) = makeGroup(2)
        bench.catalog = TestCatalog(["t": 10], version: 2)
        bench.settle(&consumers)
        #expect(consumers.map(\.partitions.count) == [5, 5])
        #expect(Set(consumers.flatMap(\.partitions)).count == 10)
    }

    @Test func `A member gives up a topic at once that it does not read any more, also in a large group`() {
        var bench = makeBench(["t": 202, "u": 202])
        var consumers = (0..<202).map { TestConsumer("m\($0)", topics: ["t", "u"]) }
        for index in consumers.indices { bench.join(&consumers[index]) }
        bench.pass(.seconds(2))
        bench.settle(&consumers)
        #expect(bench.consumers?.state == .stable)
        bench.pass(.seconds(2))
        // One assignment has just been made; the next has to wait.
        bench.beat(consumers[201].leaving())
        bench.report(&consumers[0])
        var change = consumers[0].reporting(consumers[0].owned)
        change.subscribedTopicNames = ["t"]
        let epoch = consumers[0].epoch
        let answer = bench.beat(change)
        #expect(answer.memberEpoch == epoch)
        consumers[0].hear(answer)
        #expect(consumers[0].owned.sorted.map(\.topic) == [TestCatalog.id(of: "t")])
        #expect((bench.consumers?.epoch ?? 0) > (bench.consumers?.targetEpoch ?? 0))
    }

    @Test func `A change of other topics changes nothing`() {
        var (bench, consumers) = makeGroup(2)
        let epoch = bench.consumers?.epoch
        bench.catalog = TestCatalog(["t": 6, "other": 1], version: 2)
        bench.settle(&consumers)
        #expect(bench.consumers?.epoch == epoch)
    }

    @Test func `A steady group writes nothing`() {
        var (bench, consumers) = makeGroup(3)
        let end = bench.log.count
        bench.settle(&consumers)
        #expect(bench.log.count == end)
    }

    // MARK: - Epochs

    @Test func `A member that is behind, or ahead, is fenced`() {
        var (bench, consumers) = makeGroup(2)
        var behind = consumers[0]
        behind.epoch = 0
        behind.epoch = consumers[0].epoch + 1
        #expect(bench.beat(behind.reporting(behind.owned)).errorCode == .fencedMemberEpoch)
        var stranger = TestConsumer("stranger")
        stranger.epoch = 1
        #expect(bench.beat(stranger.reporting(nil)).errorCode == .unknownMemberId)
    }

    @Test func `A member that has missed one answer is not fenced, if it reads only what it may`() {
        var (bench, consumers) = makeGroup(1)
        let before = consumers[0]
        bench.beat(TestConsumer("second").joining)
        bench.report(&consumers[0])
        bench.report(&consumers[0])
        #expect(consumers[0].epoch == before.epoch + 1)
        var late = consumers[0]
        late.epoch = before.epoch
        #expect(bench.beat(late.reporting(late.owned)).errorCode == ErrorCode.none)
        #expect(bench.beat(late.reporting(before.owned)).errorCode == .fencedMemberEpoch)
        #expect(bench.beat(late.reporting(nil)).errorCode == .fencedMemberEpoch)
    }

    @Test func `A member that begins anew gets all of its own back`() {
        var (bench, consumers) = makeGroup(2)
        let had = consumers[0].owned
        let answer = bench.join(&consumers[0])
        #expect(answer.errorCode == .none && consumers[0].owned == had)
    }

    @Test func `Commits carry the member's epoch`() {
        var (bench, consumers) = makeGroup(1)
        func commit(_ epoch: Int32, version: Int16 = 9) -> ErrorCode? {
            bench.ask(.commit(member: "m0", generation: epoch, at: 1), version: version)?.errorCode
        }
        #expect(commit(consumers[0].epoch) == ErrorCode.none)
        #expect(commit(consumers[0].epoch - 1) == .staleMemberEpoch)
        #expect(commit(consumers[0].epoch - 1, version: 8) == .unsupportedVersion)
        #expect(bench.ask(.commit(at: 1), version: 9)?.errorCode == .unknownMemberId)
        bench.beat(consumers[0].leaving())
        #expect(bench.ask(.commit(at: 1), version: 9)?.errorCode == ErrorCode.none)
    }

    @Test func `A commit in an earlier epoch counts for what the member has had since then`() throws {
        var (bench, consumers) = makeGroup(1)
        consumers.append(TestConsumer("m1"))
        bench.join(&consumers[1])
        bench.settle(&consumers)
        let (kept, given) = (consumers[0].partitions[0], consumers[1].partitions[0])
        #expect(consumers.map(\.epoch) == [2, 2])
        func commit(_ member: String, _ epoch: Int32, _ partitions: PartitionIndex...) -> [ErrorCode] {
            let topic = OffsetCommitRequest.OffsetCommitRequestTopic(
                name: "t", partitions: partitions.map { .init(partitionIndex: $0, committedOffset: 1) })
            let request = OffsetCommitRequest(
                groupId: "g", generationIdOrMemberEpoch: epoch, memberId: member, topics: [topic])
            guard case .committed(let answer)? = bench.ask(.commit(request), version: 9) else { return [] }
            return answer.topics[0].partitions.map(\.errorCode)
        }
        for _ in 0..<2 {
            #expect(commit("m0", 1, kept, given) == [.none, .staleMemberEpoch])
            #expect(commit("m0", 0, kept) == [.staleMemberEpoch])
            #expect(commit("m0", 3, kept) == [.staleMemberEpoch])
            #expect(commit("m1", 1, given) == [.staleMemberEpoch], "another had it then")
            #expect(commit("m1", 2, given) == [.none])
            // The next coordinator knows it, too.
            try bench.failOver()
            bench.catalog = TestCatalog(["t": 6])
        }
        bench.beat(consumers[1].leaving())
        for _ in 0..<3 { bench.report(&consumers[0]) }
        #expect(consumers[0].epoch == 3 && consumers[0].partitions.count == 6)
        #expect(commit("m0", 1, kept, given) == [.none, .staleMemberEpoch], "it has it again, not still")
    }

    @Test func `Members get what is in their rack, and topics that move are divided anew`() {
        var bench = makeBench()
        var catalog = TestCatalog(["t": 4])
        catalog.racks["t"] = [["x"], ["y"], ["x"], ["y"]]
        bench.catalog = catalog
        var consumers = [TestConsumer("a"), TestConsumer("b")]
        (consumers[0].rack, consumers[1].rack) = ("y", "x")
        for index in consumers.indices { bench.join(&consumers[index]) }
        bench.settle(&consumers)
        #expect(consumers.map(\.partitions) == [[1, 3], [0, 2]])
        let epoch = consumers[0].epoch
        catalog.racks["t"] = [["x", "y"], ["y"], ["x"], ["y"]]
        catalog.version += 1
        bench.catalog = catalog
        bench.settle(&consumers)
        #expect(consumers.map(\.epoch) == [epoch + 1, epoch + 1])
        #expect(consumers.map(\.partitions) == [[1, 3], [0, 2]], "what is near enough stays")
    }

    // MARK: - Static members

    @Test func `A static member that goes for a while finds its partitions again`() {
        var bench = makeBench()
        var consumers = [TestConsumer("a", instance: "A"), TestConsumer("b", instance: "B")]
        for index in consumers.indices { bench.join(&consumers[index]) }
        bench.settle(&consumers)
        let (had, epoch) = (consumers[1].owned, bench.consumers?.epoch)
        #expect(bench.beat(consumers[1].leaving(-2)).memberEpoch == -2)
        bench.report(&consumers[0])
        #expect(consumers[0].partitions.count == 3)
        var back = TestConsumer("b again", instance: "B")
        #expect(bench.join(&back).errorCode == .none)
        #expect(back.owned == had && bench.consumers?.epoch == epoch)
        let old = bench.beat(consumers[1].reporting(nil))
        #expect(old.errorCode == .fencedInstanceId)
    }

    @Test func `A static member that is there is not replaced`() {
        var bench = makeBench()
        var member = TestConsumer("a", instance: "A")
        bench.join(&member)
        #expect(bench.beat(TestConsumer("b", instance: "A").joining).errorCode == .unreleasedInstanceId)
    }

    @Test func `A static member that does not come back is out`() {
        var bench = makeBench()
        var consumers = [TestConsumer("a", instance: "A"), TestConsumer("b", instance: "B")]
        for index in consumers.indices { bench.join(&consumers[index]) }
        bench.settle(&consumers)
        bench.beat(consumers[1].leaving(-2))
        bench.pass(.seconds(40))
        bench.report(&consumers[0])
        bench.pass(.seconds(6))
        bench.report(&consumers[0])
        #expect(consumers[0].partitions.count == 6)
    }

    // MARK: - Patterns

    @Test func `A pattern means the topics that there are, also those that come later`() {
        var bench = makeBench(["log-a": 2, "log-b": 1, "other": 1])
        var member = TestConsumer("a", topics: nil, pattern: "log-.*")
        bench.join(&member)
        #expect(member.owned.count == 3)
        bench.catalog = TestCatalog(["log-a": 2, "log-b": 1, "other": 1, "log-c": 4], version: 2)
        bench.report(&member)
        #expect(member.owned.count == 7)
    }

    @Test func `An empty pattern means none, and a wrong one is refused`() {
        var bench = makeBench()
        var member = TestConsumer("a", topics: ["t"], pattern: "")
        #expect(bench.join(&member).errorCode == .none)
        #expect(member.owned.count == 6)
        let wrong = TestConsumer("b", topics: nil, pattern: "(")
        #expect(bench.beat(wrong.joining).errorCode == .invalidRegularExpression)
    }

    // MARK: - What is refused

    @Test func `A request has to be complete`() {
        var bench = makeBench()
        var request = TestConsumer("a").joining
        request.rebalanceTimeoutMs = -1
        #expect(bench.beat(request).errorCode == .invalidRequest)
        request = TestConsumer("a").joining
        request.topicPartitions = nil
        #expect(bench.beat(request).errorCode == .invalidRequest)
        request = TestConsumer("a").joining
        request.serverAssignor = "mine"
        #expect(bench.beat(request).errorCode == .unsupportedAssignor)
        request = TestConsumer("").joining
        #expect(bench.beat(request).errorCode == .invalidRequest)
        #expect(bench.beat(TestConsumer("a").leaving(-2)).errorCode == .invalidRequest)
        #expect(bench.log.isEmpty)
    }

    // MARK: - Both kinds of groups

    @Test func `A group without members changes its kind with the next`() throws {
        var bench = makeBench()
        let (members, _) = bench.makeGroup(1)
        #expect(bench.beat(TestConsumer("a").joining).errorCode == .groupIdNotFound, "it has classic members")
        bench.ask(.leave(member: members[0]))
        bench.ask(.commit(at: 5))
        var member = TestConsumer("a")
        #expect(bench.join(&member).errorCode == .none)
        #expect(bench.ask(.join(), version: 3)?.errorCode == .inconsistentGroupProtocol)
        #expect(bench.ask(.fetch())?.fetchedOffset == 5)
        bench.beat(member.leaving())
        let call = bench.call(.join(), version: 3)
        bench.pass(.seconds(3))
        #expect(bench.answers[call]?.joined?.errorCode == ErrorCode.none)
        #expect(bench.consumers == nil)
        #expect(bench.coordinator.image == (try bench.replayed()))
    }

    @Test func `A group is described with what its members have and should have`() throws {
        var (bench, consumers) = makeGroup(2)
        guard case .consumersDescribed(let group)? = bench.ask(.describeConsumers(group: "g")) else {
            Issue.record("a description is answered")
            return
        }
        #expect((group.groupState, group.assignorName) == ("Stable", "uniform"))
        #expect(group.members.map(\.memberId) == ["m0", "m1"])
        #expect(group.members.map { $0.assignment.topicPartitions.first?.topicName } == ["t", "t"])
        #expect(group.members.map(\.memberEpoch) == consumers.map(\.epoch))
        bench.settle(&consumers)
        #expect(bench.coordinator.list(states: [], types: ["consumer"]).map(\.groupId) == ["g"])
        #expect(bench.ask(.delete(group: "g"))?.errorCode == .nonEmptyGroup)
        for consumer in consumers { bench.beat(consumer.leaving()) }
        #expect(bench.ask(.delete(group: "g"))?.errorCode == ErrorCode.none)
        #expect(bench.coordinator.image == GroupsImage())
    }

    @Test func `The group survives its coordinator`() throws {
        var (bench, consumers) = makeGroup(3)
        let before = consumers.map(\.owned)
        try bench.failOver()
        bench.settle(&consumers)
        #expect(consumers.map(\.owned) == before)
    }

    // MARK: - A property

    /// No partition has two readers, whatever members do and whenever coordinators fail over; and in the end
    /// each has one.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `A partition has one reader at a time, and what is read from the log is what was believed`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        var bench = makeBench(["t": 5, "u": 3])
        var consumers: [TestConsumer] = []
        for step in 0..<300 {
            bench.pass(.milliseconds(Int64.random(in: 0...1_000, using: &random)))
            bench.refusal = random.happens(0.05) ? .notEnoughReplicas : nil
            act(&bench, &consumers, step, &random)
            if random.happens(0.02) { try bench.failOver() }
            // Nobody is silent for so long that he would have to let go of what he reads.
            if step % 20 == 0 { reportAll(&bench, &consumers) }
            let readers = consumers.flatMap(\.owned.all)
            #expect(Set(readers).count == readers.count, "a partition has two readers")
            if step % 10 == 0 { #expect(bench.coordinator.image == (try bench.replayed())) }
        }
        bench.refusal = nil
        #expect(bench.coordinator.image == (try bench.replayedCompacted()))
        for index in consumers.indices { bench.join(&consumers[index]) }
        for _ in 0..<8 { bench.settle(&consumers) }
        bench.pass(.seconds(30))
        bench.settle(&consumers)
        bench.pass(.seconds(20))
        bench.settle(&consumers)
        if !consumers.isEmpty { #expect(consumers.flatMap(\.owned.all).count == 8) }
    }

    private func reportAll(_ bench: inout Workbench, _ consumers: inout [TestConsumer]) {
        bench.refusal = nil
        for index in consumers.indices {
            switch bench.report(&consumers[index]).errorCode {
            case .none: break
            default: bench.join(&consumers[index])
            }
        }
    }

    private func act(
        _ bench: inout Workbench, _ consumers: inout [TestConsumer], _ step: Int,
        _ random: inout SeededGenerator
    ) {
        guard let index = consumers.indices.randomElement(using: &random), !random.happens(0.1) else {
            var new = TestConsumer("m\(step)", topics: ["t", "u"])
            if bench.join(&new).errorCode == .none { consumers.append(new) }
            return
        }
        // Who is told that it is out, or out of date, lets go of everything and begins anew.
        func heard(_ answer: ConsumerGroupHeartbeatResponse) {
            switch answer.errorCode {
            case .fencedMemberEpoch, .unknownMemberId: bench.join(&consumers[index])
            default: consumers[index].hear(answer)
            }
        }
        switch Int.random(in: 0..<20, using: &random) {
        case 0 where consumers.count > 1:
            let gone = consumers.remove(at: index)
            // Without a word, or in order.
            if random.happens(0.5) { bench.beat(gone.leaving()) }
        case 1: bench.join(&consumers[index])
        case 2...5: heard(bench.beat(consumers[index].reporting(nil)))
        default: heard(bench.beat(consumers[index].reporting(consumers[index].owned)))
        }
    }
}
