import MartletCoordination
import MartletModel
import Testing

@Suite struct AssignorTests {
    private func topic(_ number: UInt64) -> TopicID { TopicID(Uuid(high: 1, low: number)) }

    private func member(
        _ id: String, instance: String? = nil, _ topics: [UInt64], _ previous: PartitionSet = PartitionSet()
    ) -> Assignor.Member {
        Assignor.Member(
            id: id, instanceID: instance, topics: Set(topics.map(topic)), previous: previous)
    }

    private func partitions(_ assigned: PartitionSet?) -> [[Int32]] {
        (assigned?.sorted ?? []).map { $0.partitions.map(\.rawValue) }
    }

    @Test func `Ranges are stretches in the order of the members, the first ones longer`() {
        let members = ["c", "a", "b"].map { member($0, [1, 2]) }
        let assigned = Assignor.range.assign(members, topics: [topic(1): 7, topic(2): 7])
        #expect(partitions(assigned["a"]) == [[0, 1, 2], [0, 1, 2]])
        #expect(partitions(assigned["b"]) == [[3, 4], [3, 4]])
        #expect(partitions(assigned["c"]) == [[5, 6], [5, 6]])
    }

    @Test func `Ranges of static members go by their instances`() {
        let members = [member("x", instance: "2", [1]), member("y", instance: "1", [1])]
        let assigned = Assignor.range.assign(members, topics: [topic(1): 2])
        #expect(partitions(assigned["y"]) == [[0]])
    }

    @Test func `Ranges leave out who does not read a topic`() {
        let assigned = Assignor.range.assign(
            [member("a", [1]), member("b", [1, 2])], topics: [topic(1): 2, topic(2): 2])
        #expect(partitions(assigned["a"]) == [[0]])
        #expect(partitions(assigned["b"]) == [[1], [0, 1]])
    }

    @Test func `Topics that are alike are divided in the same way, also by racks`() {
        func member(_ id: String, _ rack: String?) -> Assignor.Member {
            Assignor.Member(
                id: id, rackID: rack, topics: [topic(1), topic(2)], previous: PartitionSet())
        }
        let members = [member("a", "y"), member("b", nil), member("c", "x")]
        let racks = [
            topic(1): [["x"], ["x", "y"], ["z"], ["y"], ["x"], ["x"]] as [Set<String>],
            topic(2): [["x"], ["y"], ["z"], ["y"], ["x"], ["z"]],
        ]
        let assigned = Assignor.range.assign(
            members, topics: [topic(1): 6, topic(2): 6], racks: racks)
        #expect(partitions(assigned["a"]) == [[1, 3], [1, 3]])
        #expect(partitions(assigned["c"]) == [[0, 4], [0, 4]])
        #expect(partitions(assigned["b"]) == [[2, 5], [2, 5]])
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `Racks change neither how many each gets nor how much it keeps`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let names = ["x", "y", "z"]
        let topics = [topic(1): Int32.random(in: 1...20, using: &random), topic(2): 5]
        let racks = topics.mapValues { count in
            (0..<count).map { _ in Set(names.filter { _ in random.happens(0.5) }) }
        }
        for assignor in Assignor.allCases {
            var near = (0..<4).map { number in
                Assignor.Member(
                    id: "m\(number)", rackID: names.randomElement(using: &random),
                    topics: [topic(1), topic(2)], previous: PartitionSet())
            }
            func sizes(_ assigned: [String: PartitionSet]) -> [Int] { assigned.values.map(\.count).sorted() }
            let before = assignor.assign(near, topics: topics, racks: racks)
            #expect(sizes(before) == sizes(assignor.assign(near, topics: topics)))
            let all = before.values.flatMap(\.all)
            #expect(Set(all).count == all.count)
            for index in near.indices { near[index].previous = before[near[index].id] ?? PartitionSet() }
            #expect(assignor.assign(near, topics: topics, racks: racks) == before, "nothing has changed")
        }
    }

    @Test(arguments: [Assignor.uniform, .range], 0..<30 as Range<UInt64>)
    func `Every partition that somebody reads has one reader, who wants it`(assignor: Assignor, seed: UInt64)
    {
        var random = SeededGenerator(seed: seed)
        let topics = Dictionary(
            uniqueKeysWithValues: (1...4).map { (topic($0), Int32.random(in: 0...9, using: &random)) })
        let isSame = random.happens(0.5)
        let members = (0..<Int.random(in: 1...7, using: &random)).map { number in
            member("m\(number)", isSame ? [1, 2, 3] : (1...4).filter { _ in random.happens(0.6) })
        }
        let assigned = assignor.assign(members, topics: topics)
        let all = assigned.values.flatMap(\.all)
        #expect(Set(all).count == all.count)
        let read = topics.filter { id, _ in members.contains { $0.topics.contains(id) } }
        #expect(all.count == Int(read.values.reduce(0, +)))
        for member in members {
            #expect(assigned[member.id]?.all.allSatisfy { member.topics.contains($0.topicID) } == true)
        }
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `Uniform shares differ by one at most, and change as little as that allows`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let topics = [topic(1): Int32.random(in: 1...12, using: &random), topic(2): 5]
        var members = (0..<4).map { member("m\($0)", [1, 2]) }
        let before = Assignor.uniform.assign(members, topics: topics)
        for index in members.indices { members[index].previous = before[members[index].id] ?? PartitionSet() }
        #expect(Assignor.uniform.assign(members, topics: topics) == before, "nothing has changed")

        members.append(member("new", [1, 2]))
        let after = Assignor.uniform.assign(members, topics: topics)
        let counts = members.map { after[$0.id]?.count ?? 0 }
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        let moved = members.dropLast().reduce(0) { sum, member in
            sum + (before[member.id] ?? PartitionSet()).subtracting(after[member.id] ?? PartitionSet()).count
        }
        #expect(moved == after["new"]?.count, "only what the new member gets has moved")
    }

    @Test func `Of members that read different topics each topic is divided evenly`() {
        let members = [member("a", [1]), member("b", [1, 2]), member("c", [2])]
        let assigned = Assignor.uniform.assign(members, topics: [topic(1): 4, topic(2): 4])
        #expect(members.map { assigned[$0.id]?.count } == [2, 4, 2])
    }
}
