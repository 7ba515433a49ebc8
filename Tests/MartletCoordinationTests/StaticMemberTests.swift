import MartletCoordination
import MartletModel
import MartletProtocol
import NIOCore
import Testing

@Suite struct StaticMemberTests {
    @Test func `A static member that comes back gets its old place without a rebalance`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(2, instances: ["a", "b"])
        let back = try #require(bench.ask(.join(instance: "b"), version: 9)?.joined)
        #expect(back.errorCode == .none)
        #expect((back.generationId, back.leader) == (generation, members[0]))
        #expect(back.memberId != members[1] && back.memberId.hasPrefix("b-"))
        #expect(bench.state == "Stable")
        let synced = bench.ask(
            .sync(member: back.memberId, generation: generation, instance: "b"))?.synced
        #expect(synced?.assignment == ByteBuffer(string: members[1]))
    }

    @Test func `A static leader that comes back looks at the members, and does not assign`() throws {
        var bench = Workbench()
        let (members, _) = bench.makeGroup(2, instances: ["a", "b"])
        let back = try #require(bench.ask(.join(instance: "a"), version: 9)?.joined)
        #expect(back.skipAssignment && back.leader == back.memberId)
        #expect(back.members.map(\.memberId) == [back.memberId, members[1]])
    }

    @Test func `An older static leader that comes back is told that another leads`() throws {
        var bench = Workbench()
        let (members, _) = bench.makeGroup(2, instances: ["a", "b"])
        let back = try #require(bench.ask(.join(instance: "a"), version: 8)?.joined)
        #expect(!back.skipAssignment && back.leader == members[0] && back.members.isEmpty)
    }

    @Test func `Who uses a static member's old id is fenced`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(2, instances: ["a", "b"])
        _ = bench.ask(.join(instance: "b"), version: 9)
        let old = bench.ask(.heartbeat(member: members[1], generation: generation, instance: "b"))
        #expect(old?.errorCode == .fencedInstanceId)
        let join = bench.ask(.join(member: members[1], instance: "b"))
        #expect(join?.errorCode == .fencedInstanceId)
        #expect(bench.ask(.leave(member: members[1], instance: "b"))?.errorCode == .fencedInstanceId)
    }

    @Test func `A waiting request under the old id is fenced`() throws {
        var bench = Workbench()
        let (members, _) = bench.makeGroup(2, instances: ["a", "b"])
        let waiting = bench.call(
            .join(member: members[1], instance: "b", protocols: [("range", "new")]))
        _ = bench.call(.join(instance: "b"), version: 9)
        #expect(bench.answers[waiting]?.errorCode == .fencedInstanceId)
    }

    @Test func `A static member keeps its place until its session ends`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(2, instances: ["a", "b"])
        bench.pass(.seconds(6))
        _ = bench.ask(.heartbeat(member: members[0], generation: generation, instance: "a"))
        bench.pass(.seconds(3))
        #expect(bench.state == "Stable")
        bench.pass(.seconds(1))
        #expect(bench.state == "PreparingRebalance")
    }

    @Test func `A static member can be taken out without knowing its id`() throws {
        var bench = Workbench()
        _ = bench.makeGroup(2, instances: ["a", "b"])
        #expect(bench.ask(.leave(instance: "b"))?.errorCode == ErrorCode.none)
        #expect(bench.state == "PreparingRebalance")
        #expect(bench.ask(.leave(instance: "nobody"))?.errorCode == .unknownMemberId)
    }

    @Test func `A static member whose return cannot be written down keeps its old id`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(2, instances: ["a", "b"])
        bench.refusal = .notLeaderOrFollower
        let back = bench.ask(.join(instance: "b"), version: 9)
        #expect(back?.errorCode == .notCoordinator)
        bench.refusal = nil
        let old = bench.ask(.heartbeat(member: members[1], generation: generation, instance: "b"))
        #expect(old?.errorCode == ErrorCode.none)
    }

    @Test func `A static member that comes back with another protocol causes a rebalance`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(
            1, instances: ["a"], protocols: [("range", ""), ("sticky", "")])
        let back = bench.ask(.join(instance: "a", protocols: [("sticky", "")]), version: 9)?.joined
        #expect(back?.generationId == generation + 1)
        #expect(back?.memberId != members[0])
    }

    @Test func `The new id of a static member survives the coordinator`() throws {
        var bench = Workbench()
        let (members, generation) = bench.makeGroup(2, instances: ["a", "b"])
        let id = try #require(bench.ask(.join(instance: "b"), version: 9)?.joined?.memberId)
        try bench.failOver()
        let new = bench.ask(.heartbeat(member: id, generation: generation, instance: "b"))
        #expect(new?.errorCode == ErrorCode.none)
        let old = bench.ask(.heartbeat(member: members[1], generation: generation, instance: "b"))
        #expect(old?.errorCode == .fencedInstanceId)
    }
}
