import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

@Suite struct CorruptionTests {
    /// A topic of ten batches, of which the sixth is damaged so that no chain of batches leads over it.
    private func damaged() throws -> (SimulatedNode, SimulatedClient) {
        let node = try SimulatedNode(["log.index.interval.bytes=0"])
        let client = node.connect()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        var ends: [Int64] = []
        for index in 0..<10 {
            try client.produce(["value \(index)"], to: "orders", timestamp: Timestamp(Int64(1_000 + index)))
            ends.append(node.withReplica { $1.log.byteCount } ?? 0)
        }
        let path = try #require(node.withReplica { $1.log.directory }) + "/00000000000000000000.log"
        let file = try node.world.fileSystem.open(path, .readWrite)
        try file.write([ByteBuffer(bytes: [UInt8](repeating: 0xEE, count: 20))], at: ends[4])
        return (node, client)
    }

    @Test func `a fetch that begins in corrupt records is refused, others go on around them`() throws {
        let (node, client) = try damaged()
        // Somebody finds it: here a look-up by time.
        #expect(try client.listOffset("orders", timestamp: 1_005).offset == 6)
        #expect(node.withReplica { $1.log.corruptRanges.map(\.offsets) } == [5..<6])
        #expect(try client.values(client.fetch("orders", from: 0)) == (0..<5).map { "value \($0)" })
        let refused = try client.fetch("orders", from: 5)
        #expect(refused.errorCode == .corruptMessage)
        #expect(try client.values(client.fetch("orders", from: 6)) == (6..<10).map { "value \($0)" })
        try client.produce(["value 10"], to: "orders", timestamp: 1_010)
        #expect(try client.values(client.fetch("orders", from: 9)) == ["value 9", "value 10"])
    }
}
