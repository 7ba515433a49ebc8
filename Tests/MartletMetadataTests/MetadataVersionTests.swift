import MartletMetadata
import MartletModel
import Testing

@Suite struct MetadataVersionTests {
    @Test(
        arguments: [
            (7, "3.3-IV3", 13), (8, "3.4-IV0", 13), (9, "3.5-IV0", 14), (11, "3.5-IV2", 15),
            (14, "3.6-IV2", 15),
            (18, "3.7-IV3", 15), (19, "3.7-IV4", 16), (20, "3.8-IV0", 16), (21, "3.9-IV0", 17),
            (25, "4.0-IV3", 17), (26, "4.1-IV0", 17), (27, "4.1-IV1", 18), (29, "4.2-IV1", 18),
            (30, "4.3-IV0", 18),
        ] as [(Int16, String, Int16)])
    func `a level has Kafka's name and Kafka's version of Fetch`(level: Int16, name: String, fetch: Int16) {
        let version = MetadataVersion(rawValue: level)
        #expect(version.name == name)
        #expect(version.replicaFetch == fetch)
        #expect(MetadataVersion(name: name) == version)
    }

    @Test func `versions are known from the minimum to the latest`() {
        #expect(MetadataVersion.all.first == .minimum)
        #expect(MetadataVersion.all.last == .latest)
        #expect(MetadataVersion.all.map(\.rawValue) == Array(7...30))
        #expect(MetadataVersion(rawValue: 6).name == nil)
        #expect(MetadataVersion(rawValue: 31).name == nil)
    }

    @Test(
        arguments: [
            ("3.7", 19), ("4.0", 25), ("4.1", 27), ("4.3", 30), ("4.4", nil), ("4", nil), ("", nil),
            ("3.3", 7),
        ] as [(String, Int16?)])
    func `a release stands for its last version`(name: String, level: Int16?) {
        #expect(MetadataVersion(name: name)?.rawValue == level)
    }

    @Test(
        arguments: [
            (Feature.transaction, 23, 0), (Feature.transaction, 24, 2), (Feature.group, 21, 0),
            (Feature.group, 22, 1), (Feature.eligibleLeaderReplicas, 25, 0),
            (Feature.eligibleLeaderReplicas, 26, 1), (Feature.share, 28, 1), (Feature.streams, 28, 0),
            ("other", 30, 0),
        ] as [(String, Int16, Int16)])
    func `a feature is on from a version of the metadata on`(name: String, version: Int16, level: Int16) {
        #expect(Feature.defaultLevel(of: name, at: MetadataVersion(rawValue: version)) == level)
    }
}
