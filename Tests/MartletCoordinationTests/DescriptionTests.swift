import MartletCoordination
import MartletModel
import MartletProtocol
import NIOCore
import Testing

@Suite struct DescriptionTests {
    @Test func `A stable group is described with what its members say and were given`() throws {
        var bench = Workbench()
        let (members, _) = bench.makeGroup(2, instances: ["a"], protocols: [("range", "words")])
        let group = try #require(bench.ask(.describe(group: "g"))?.described)
        #expect((group.groupState, group.protocolType, group.protocolData) == ("Stable", "consumer", "range"))
        #expect(group.members.map(\.memberId) == members)
        #expect(group.members.map(\.groupInstanceId) == ["a", nil])
        #expect(group.members.map(\.clientHost) == ["/127.0.0.1", "/127.0.0.1"])
        #expect(group.members.map(\.memberMetadata) == [.init(string: "words"), .init(string: "words")])
        #expect(group.members.map(\.memberAssignment) == members.map { ByteBuffer(string: $0) })
    }

    @Test func `A group that is not there is a dead one, or from version 6 not found`() throws {
        var bench = Workbench()
        let old = try #require(bench.ask(.describe(group: "g"), version: 5)?.described)
        #expect((old.errorCode, old.groupState) == (.none, "Dead"))
        #expect(bench.ask(.describe(group: "g"), version: 6)?.errorCode == .groupIdNotFound)
    }

    @Test func `Groups are listed by state and type`() throws {
        var bench = Workbench()
        _ = bench.makeGroup(1)
        bench.ask(.commit("simple", at: 1))
        func names(_ states: [String], _ types: [String] = []) -> [String] {
            bench.coordinator.list(states: states, types: types).map(\.groupId)
        }
        #expect(names([]) == ["g", "simple"])
        #expect(names(["stable"]) == ["g"])
        #expect(names(["Empty"]) == ["simple"])
        #expect(names([], ["Classic"]) == ["g", "simple"])
        #expect(names([], ["consumer"]) == [])
    }

    @Test func `A kind of record that is not known is left alone`() throws {
        var key = ByteBuffer()
        key.writeInteger(Int16(99))
        #expect(try GroupRecord.decode(key: key, value: ByteBuffer()) == nil)
    }

    @Test func `A record that is damaged is an error`() throws {
        var key = ByteBuffer()
        key.writeInteger(Int16(2))
        #expect(throws: DecodeError.self) { try GroupRecord.decode(key: key, value: nil) }
    }
}
