import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode
@testable import MartletStorage

/// A follower on a broker that has all its files open.
@Suite struct FollowerFilesTests {
    @Test func `what a follower appends waits until there is a file for it`() throws {
        let partition = try ReplicatedPartition(replicas: [1, 2])
        try partition.produce(["a"], to: 1)
        #expect(partition.end(2) == 1)
        let files = try #require(partition.nodes[2]).node.environment.files
        let disk = partition.world.fileSystem
        try disk.createDirectory("/elsewhere")
        var others = try (0..<files.limit).map {
            try files.openForWriting("/elsewhere/\($0)", disk, .createIfMissing)
        }
        partition.world.pass(.seconds(3))
        #expect(files.isFull && partition.with(2) { $1.log.isFileOpen } == false)
        let client = try partition.client(1)
        let number = try client.send(client.produceRequest(["b"], to: "orders"), version: 12)
        partition.world.pass(.seconds(5))
        #expect(partition.end(1) == 2 && partition.end(2) == 1)
        #expect(try client.answer(number, to: ProduceRequest.self, version: 12) == nil)
        others.removeAll()
        #expect(partition.pass { partition.end(2) == 2 })
        partition.world.pass(.seconds(1))
        let answer = try #require(try client.answer(number, to: ProduceRequest.self, version: 12))
        #expect(answer.responses[0].partitionResponses[0].errorCode == .none)
        #expect(partition.content(1) == partition.content(2))
    }

    @Test(arguments: [1 << 20, -1])
    func `a follower lets go of all but its end in the page cache, its leader of nothing`(kept: Int) throws {
        let partition = try ReplicatedPartition(
            ["martlet.follower.cache.bytes=\(kept)"], replicas: [1, 2])
        let value = String(repeating: "x", count: 900_000)
        for _ in 0..<20 { try partition.produce([value], to: 1) }
        #expect(partition.pass { partition.end(2) == 20 })
        let dropped = partition.with(2) { $1.log.cacheTrim.dropped.position } ?? -1
        #expect(kept < 0 ? dropped == 0 : (7 << 20..<17 << 20).contains(dropped), "\(dropped)")
        #expect(partition.with(1) { $1.log.cacheTrim.dropped.position } == 0)
        #expect(partition.content(1) == partition.content(2))
    }
}
