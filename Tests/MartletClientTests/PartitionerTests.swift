import MartletClient
import NIOCore
import Testing

@Suite struct PartitionerTests {
    @Test(
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func `murmur2 gives what Apache Kafka gives`(key: String, hash: Int32) {
        #expect(Int32(bitPattern: Murmur2.hash(key.utf8)) == hash)
    }

    @Test func `the sign bit does not count for the partition`() {
        // The hash of "21" is negative: 1_173_551_340 without its sign bit.
        #expect(Murmur2.partition(of: ByteBuffer(string: "21"), count: 1_000) == 340)
    }

    @Test func `every partition can be hit and none beyond`() {
        let hit = Set((0..<1_000).map { Murmur2.partition(of: ByteBuffer(string: "key-\($0)"), count: 7) })
        #expect(hit == Set(0..<7))
    }
}
