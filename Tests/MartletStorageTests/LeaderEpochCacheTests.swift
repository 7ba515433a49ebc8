import MartletModel
import MartletStorage
import NIOCore
import Testing

@Suite struct LeaderEpochCacheTests {
    private func cache(_ entries: [(LeaderEpoch, Offset)]) -> LeaderEpochCache {
        var cache = LeaderEpochCache()
        for (epoch, offset) in entries { _ = cache.assign(epoch, at: offset) }
        return cache
    }

    private func pairs(_ cache: LeaderEpochCache) -> [String] {
        cache.entries.map { "\($0.epoch)@\($0.startOffset)" }
    }

    @Test(
        arguments: [
            (2, 0, ["2@0"], true),
            (5, 20, ["2@0", "4@10", "5@20"], true),
            (4, 10, ["2@0", "4@10"], false),
            (4, 15, ["2@0", "4@10"], false),
            (4, 8, ["2@0", "4@8"], true),
            (5, 10, ["2@0", "5@10"], true),
            (3, 20, ["2@0", "3@20"], true),
            (7, 0, ["7@0"], true),
        ] as [(LeaderEpoch, Offset, [String], Bool)])
    func `a new entry overrules those it contradicts`(
        epoch: LeaderEpoch, offset: Offset, entries: [String], isNews: Bool
    ) {
        var cache = cache([(2, 0), (4, 10)])
        #expect(cache.assign(epoch, at: offset) == isNews)
        #expect(pairs(cache) == entries)
    }

    @Test(
        arguments: [
            (0, []), (1, ["2@0"]), (10, ["2@0"]), (11, ["2@0", "4@10"]), (99, ["2@0", "4@10"]),
        ] as [(Offset, [String])])
    func `truncation of the end drops the entries that begin there or later`(offset: Offset, left: [String]) {
        var cache = cache([(2, 0), (4, 10)])
        #expect(cache.truncateEnd(to: offset) == (left.count < 2))
        #expect(pairs(cache) == left)
    }

    @Test(
        arguments: [
            (0, ["2@0", "4@10", "6@20"], false), (5, ["2@5", "4@10", "6@20"], true),
            (10, ["4@10", "6@20"], true), (15, ["4@15", "6@20"], true), (30, ["6@30"], true),
        ] as [(Offset, [String], Bool)])
    func `truncation of the start keeps the epoch that is current there`(
        offset: Offset, left: [String], isNews: Bool
    ) {
        var cache = cache([(2, 0), (4, 10), (6, 20)])
        #expect(cache.truncateStart(to: offset) == isNews)
        #expect(pairs(cache) == left)
    }

    @Test(
        arguments: [
            (6, 6, 50), (7, -1, -1), (-1, -1, -1), (4, 4, 20), (5, 4, 20), (3, 2, 10), (2, 2, 10), (0, 0, 3),
        ] as [(LeaderEpoch, LeaderEpoch, Offset)])
    func `the end of an epoch is the start of the next that is known`(
        asked: LeaderEpoch, epoch: LeaderEpoch, end: Offset
    ) {
        let found = cache([(2, 3), (4, 10), (6, 20)]).endOffset(for: asked, logEndOffset: 50)
        #expect(found.epoch == epoch && found.endOffset == end)
    }

    @Test func `an empty cache knows no epoch`() {
        let found = LeaderEpochCache().endOffset(for: 0, logEndOffset: 50)
        #expect(found.epoch == -1 && found.endOffset == -1)
    }

    @Test(arguments: [(0, nil), (3, 2), (9, 2), (10, 4), (500, 6)] as [(Offset, LeaderEpoch?)])
    func `each offset has the epoch that began before it`(offset: Offset, epoch: LeaderEpoch?) {
        #expect(cache([(2, 3), (4, 10), (6, 20)]).epoch(at: offset) == epoch)
    }

    @Test func `the checkpoint is text that is read again`() throws {
        let written = cache([(2, 3), (4, 10)])
        #expect(String(buffer: written.encoded()) == "0\n2\n2 3\n4 10\n")
        #expect(try LeaderEpochCache(decoding: written.encoded(), path: "f") == written)
        #expect(try LeaderEpochCache(decoding: ByteBuffer(), path: "f") == LeaderEpochCache())
    }

    @Test(arguments: [
        "1\n0\n", "0\n", "0\n2\n1 1\n", "0\n1\n1\n", "0\n1\nx 1\n", "0\n2\n2 1\n1 5\n", "0\n1\n-1 5\n",
    ])
    func `a malformed checkpoint is an error that names the file`(text: String) {
        #expect {
            try LeaderEpochCache(decoding: ByteBuffer(string: text), path: "some/file")
        } throws: { error in
            if case .corrupt("some/file", _, _) = error as? StorageError { true } else { false }
        }
    }
}
