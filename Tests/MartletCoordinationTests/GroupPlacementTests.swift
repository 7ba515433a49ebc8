import MartletCoordination
import Testing

@Suite struct GroupPlacementTests {
    /// What `"…".hashCode()` gives in Java, without the sign.
    @Test(
        arguments: [
            ("", 0), ("a", 97), ("group", 98_629_247), ("console-consumer-12345", 158_455_506),
            ("größe", 98_762_257), ("polygenelubricants", 0),
        ] as [(String, Int64)])
    func `A group is where Kafka looks for it`(group: String, hash: Int64) {
        #expect(GroupPlacement.hash(group) == hash)
    }
}
