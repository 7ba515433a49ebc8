import MartletCoordination
import MartletModel
import MartletProtocol
import NIOCore
import Testing

@Suite struct ClassicGroupTests {
    // MARK: - Joining

    @Test func `A new member is told its id, and becomes a member when it comes with it`() throws {
        var bench = Workbench()
        let told = try #require(bench.ask(.join(), client: "app")?.joined)
        #expect(told.errorCode == .memberIdRequired)
        #expect(told.memberId.hasPrefix("app-"))
        #expect(bench.state == "Empty")
        let call = bench.call(.join(member: told.memberId))
        #expect(bench.answers[call] == nil)
        #expect(bench.state == "PreparingRebalance")
        bench.pass(.seconds(3))
        let joined = try #require(bench.answers[call]?.joined)
        #expect(joined.errorCode == .none)
        #expect((joined.generationId, joined.leader) == (1, told.memberId))
        #expect(joined.members.map(\.memberId) == [told.memberId])
    }

    @Test func `An older client becomes a member at once`() throws {
        var bench = Workbench()
        let call = bench.call(.join(), version: 3)
        bench.pass(.seconds(3))
        #expect(bench.answers[call]?.joined?.errorCode == ErrorCode.none)
    }

    @Test func `An id that was never used is forgotten after the session's time`() throws {
        var bench = Workbench()
        let id = try #require(bench.ask(.join())?.joined?.memberId)
        bench.pass(.seconds(10))
        #expect(bench.ask(.join(member: id))?.errorCode == .unknownMemberId)
    }

    @Test func `A first generation waits for more members as long as more come`() throws {
        var bench = Workbench()
        let first = bench.call(.join(rebalance: 7_000), version: 3)
        bench.pass(.seconds(2))
        let second = bench.call(.join(rebalance: 7_000), version: 3)
        bench.pass(.seconds(2))
        #expect(bench.answers[first] == nil, "the second has extended the delay")
        bench.pass(.seconds(2))
        #expect(bench.answers[first]?.joined?.members.count == 2)
        #expect(bench.answers[second]?.joined?.members == [])
    }

    @Test func `A first generation waits no longer than the rebalance's time`() throws {
        var bench = Workbench()
        let first = bench.call(.join(rebalance: 5_000), version: 3)
        for _ in 0..<4 {
            bench.pass(.milliseconds(1_400))
            _ = bench.call(.join(rebalance: 5_000), version: 3)
        }
        #expect(bench.answers[first] != nil)
    }

    @Test(arguments: [(5_999 as Int32), 1_800_001])
    func `A session has to be neither too short nor too long`(timeout: Int32) {
        var bench = Workbench()
        #expect(bench.ask(.join(session: timeout))?.errorCode == .invalidSessionTimeout)
    }

    @Test func `A group without a name is none`() {
        var bench = Workbench()
        #expect(bench.ask(.join(""))?.errorCode == .invalidGroupId)
        #expect(bench.ask(.heartbeat("", member: "m", generation: 1))?.errorCode == .invalidGroupId)
    }

    @Test func `Nobody is a member of a group that is not there`() {
        var bench = Workbench()
        #expect(bench.ask(.join(member: "m"))?.errorCode == .unknownMemberId)
        #expect(bench.ask(.sync(member: "m", generation: 1))?.errorCode == .unknownMemberId)
        #expect(bench.ask(.heartbeat(member: "m", generation: 1))?.errorCode == .unknownMemberId)
        #expect(bench.ask(.leave(member: "m"))?.errorCode == .unknownMemberId)
        #expect(bench.log.isEmpty)
    }

    @Test func `A group takes no more members than it may have`() {
        var configuration = GroupConfiguration()
        configuration.maxMembers = 2
        var bench = Workbench(configuration)
        _ = bench.makeGroup(2)
        #expect(bench.state == "Stable")
        #expect(bench.ask(.join(), version: 3)?.errorCode == .groupMaxSizeReached)
        #expect(bench.state == "Stable")
    }

    // MARK: - Protocols

    @Test func `Members have to know a protocol that all know`() {
        var bench = Workbench()
        _ = bench.call(.join(protocols: [("range", ""), ("sticky", "")]), version: 3)
        let other = GroupRequest.join(protocols: [("roundrobin", "")])
        #expect(bench.ask(other, version: 3)?.errorCode == .inconsistentGroupProtocol)
        #expect(bench.ask(.join(protocols: []), version: 3)?.errorCode == .inconsistentGroupProtocol)
    }

    @Test func `The protocol is the one that most members like best of those that all know`() {
        var bench = Workbench()
        let preferences = [
            [("a", ""), ("b", ""), ("c", "")], [("c", ""), ("b", "")], [("a", ""), ("c", ""), ("b", "")],
        ]
        let calls = preferences.map { bench.call(.join(protocols: $0), version: 3) }
        bench.pass(.seconds(20))
        // "a" is not known to all, and without it two of three vote for "c" or "b" first: b, c, c.
        #expect(calls.map { bench.answers[$0]?.joined?.protocolName } == ["c", "c", "c"])
    }

    // MARK: - Assigning

    @Test func `Everybody gets what the leader has assigned, when it is committed`() throws {
        var bench = Workbench()
        let calls = (0..<2).map { _ in bench.call(.join(), version: 3) }
        bench.pass(.seconds(6))
        let members = calls.compactMap { bench.answers[$0]?.joined?.memberId }
        bench.commitsAtOnce = false
        let follower = bench.call(.sync(member: members[1], generation: 1))
        let leader = bench.call(
            .sync(member: members[0], generation: 1, assignments: [members[0]: "x", members[1]: "y"]))
        #expect(bench.answers[follower] == nil && bench.answers[leader] == nil)
        #expect(bench.state == "CompletingRebalance")
        bench.commit()
        #expect(bench.answers[leader]?.synced?.assignment == ByteBuffer(string: "x"))
        #expect(bench.answers[follower]?.synced?.assignment == ByteBuffer(string: "y"))
        #expect(bench.state == "Stable")
    }

    @Test func `An assignment that cannot be written down is told to nobody, and made again`() throws {
        var bench = Workbench()
        let call = bench.call(.join(), version: 3)
        bench.pass(.seconds(3))
        let id = try #require(bench.answers[call]?.joined?.memberId)
        bench.refusal = .notEnoughReplicas
        let answer = bench.ask(.sync(member: id, generation: 1, assignments: [id: "x"]))
        #expect(answer?.errorCode == .coordinatorNotAvailable)
        #expect(bench.state == "PreparingRebalance")
        bench.refusal = nil
        #expect(bench.ask(.join(member: id))?.joined?.generationId == 2)
    }

    @Test func `Who syncs late gets its assignment at once`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(2)
        let again = bench.ask(.sync(member: members[1], generation: generation))
        #expect(again?.synced?.assignment == ByteBuffer(string: members[1]))
    }

    @Test func `A member that is not assigned anything gets nothing`() throws {
        var bench = Workbench()
        let call = bench.call(.join(), version: 3)
        bench.pass(.seconds(3))
        let id = try #require(bench.answers[call]?.joined?.memberId)
        let reply = bench.ask(.sync(member: id, generation: 1))
        #expect(reply?.synced?.assignment == ByteBuffer() && reply?.errorCode == ErrorCode.none)
    }

    @Test func `A member that does not sync in time is out`() throws {
        var bench = Workbench()
        let calls = (0..<2).map { _ in bench.call(.join(session: 60_000, rebalance: 20_000), version: 3) }
        bench.pass(.seconds(6))
        let members = calls.compactMap { bench.answers[$0]?.joined?.memberId }
        bench.ask(.sync(member: members[0], generation: 1, assignments: [members[0]: "x"]))
        #expect(bench.state == "Stable")
        bench.pass(.seconds(20))
        #expect(bench.state == "PreparingRebalance")
        #expect(bench.ask(.heartbeat(member: members[1], generation: 1))?.errorCode == .unknownMemberId)
        #expect(bench.ask(.join(member: members[0]))?.joined?.members.map(\.memberId) == [members[0]])
    }

    // MARK: - Rebalancing

    @Test func `Another member makes all join again, and heartbeats tell them`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(1)
        #expect(
            bench.ask(.heartbeat(member: members[0], generation: generation))?.errorCode == ErrorCode.none)
        let second = bench.call(.join(), version: 3)
        let told = bench.ask(.heartbeat(member: members[0], generation: generation))
        #expect(told?.errorCode == .rebalanceInProgress)
        let first = bench.ask(.join(member: members[0]))
        #expect(first?.joined?.generationId == generation + 1)
        #expect(first?.joined?.members.count == 2)
        #expect(bench.answers[second]?.joined?.generationId == generation + 1)
    }

    @Test func `A member that does not join again in time is out`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(2)
        let first = bench.call(.join(member: members[0], session: 60_000))
        for _ in 0..<4 {
            bench.pass(.seconds(5))
            _ = bench.ask(.heartbeat(member: members[1], generation: generation))
        }
        #expect(bench.answers[first]?.joined?.members.map(\.memberId) == [members[0]])
        let late = bench.ask(.join(member: members[1]))
        #expect(late?.errorCode == .unknownMemberId)
    }

    @Test func `A leader that does not join again is followed by another`() throws {
        var bench = Workbench()
        let (members, _) = bench.makeGroup(2)
        bench.ask(.leave(member: members[0]))
        let joined = bench.ask(.join(member: members[1]))?.joined
        #expect(joined?.leader == members[1])
        #expect(joined?.members.map(\.memberId) == [members[1]])
    }

    @Test func `The leader may ask for a rebalance, another only with something new to say`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(2)
        let same = bench.ask(.join(member: members[1]))?.joined
        #expect(same?.generationId == generation)
        #expect(bench.state == "Stable")
        let changed = bench.call(.join(member: members[1], protocols: [("range", "new")]))
        #expect(bench.answers[changed] == nil)
        #expect(bench.state == "PreparingRebalance")
        let leader = bench.ask(.join(member: members[0]))?.joined
        #expect(leader?.members.map(\.metadata) == [ByteBuffer(), ByteBuffer(string: "new")])
    }

    @Test func `A repeated join in the same generation has the same answer`() throws {
        var bench = Workbench()
        let call = bench.call(.join(), version: 3)
        bench.pass(.seconds(3))
        let first = try #require(bench.answers[call]?.joined)
        #expect(bench.ask(.join(member: first.memberId))?.joined == first)
    }

    @Test func `A member that is not heard of is out after its session's time`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(2)
        bench.pass(.seconds(6))
        bench.ask(.heartbeat(member: members[0], generation: generation))
        bench.pass(.seconds(4))
        let told = bench.ask(.heartbeat(member: members[0], generation: generation))
        #expect(told?.errorCode == .rebalanceInProgress)
        #expect(bench.ask(.join(member: members[0]))?.joined?.members.count == 1)
    }

    @Test func `A commit shows that the member is alive`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(1)
        for offset in 0..<5 {
            bench.pass(.seconds(6))
            let commit = GroupRequest.commit(
                member: members[0], generation: generation, at: Offset(Int64(offset)))
            #expect(bench.ask(commit)?.errorCode == ErrorCode.none)
        }
    }

    @Test func `A group that all have left is empty, and begins with the next generation`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(2)
        #expect(bench.ask(.leave(member: members[0]))?.errorCode == ErrorCode.none)
        #expect(bench.state == "PreparingRebalance", "the second is to join")
        #expect(bench.ask(.leave(member: members[1]))?.errorCode == ErrorCode.none)
        #expect(bench.state == "Empty")
        let call = bench.call(.join(), version: 3)
        bench.pass(.seconds(3))
        #expect((bench.answers[call]?.joined?.generationId ?? 0) > generation)
    }

    @Test func `An earlier generation is told that it is one`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(1)
        #expect(
            bench.ask(.heartbeat(member: members[0], generation: generation - 1))?.errorCode
                == .illegalGeneration)
        #expect(
            bench.ask(.sync(member: members[0], generation: generation - 1))?.errorCode == .illegalGeneration)
        let commit = GroupRequest.commit(member: members[0], generation: generation - 1, at: 1)
        #expect(bench.ask(commit)?.errorCode == .illegalGeneration)
    }

    @Test func `The group survives its coordinator`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(3)
        try bench.failOver()
        #expect(bench.state == "Stable")
        for member in members {
            #expect(
                bench.ask(.heartbeat(member: member, generation: generation))?.errorCode == ErrorCode.none)
            let synced = bench.ask(.sync(member: member, generation: generation))?.synced
            #expect(synced?.assignment == ByteBuffer(string: member))
        }
    }

    @Test func `Who waits is told when the coordinator goes`() throws {
        var bench = Workbench()
        let call = bench.call(.join(), version: 3)
        try bench.failOver()
        #expect(bench.answers[call]?.errorCode == .notCoordinator)
    }
}
