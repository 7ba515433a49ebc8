import MartletModel
import Testing

@testable import MartletReplication

private typealias Fixture = FollowerFixture

@Suite struct PartitionFollowerTests {
    // MARK: - Beginning

    @Test func `a follower begins at its log's end and says of which epoch that is`() {
        var fixture = Fixture(end: 10, highWatermark: 4, epochs: [(2, 0), (3, 6)])
        #expect(fixture.steps(.leaderChanged(5, isKnown: true)) == [Fixture.fetch(10, last: 3)])
    }

    @Test func `without epochs it goes back to its high watermark first`() {
        var fixture = Fixture(end: 10, highWatermark: 4)
        #expect(fixture.steps(.leaderChanged(5, isKnown: true)) == [.truncate(to: 4)])
        // A batch may reach across it.
        #expect(fixture.steps(.cut(to: 3)) == [.setHighWatermark(3), Fixture.fetch(3)])
    }

    @Test func `what is not on disk is synced before anything is asked`() {
        var fixture = Fixture(
            durability: .disk, end: 10, durableEnd: 7, highWatermark: 4, epochs: [(2, 0)])
        #expect(fixture.steps(.leaderChanged(5, isKnown: true)) == [.sync(upTo: 10)])
        #expect(fixture.steps(.synced(upTo: 8)) == [])
        #expect(fixture.steps(.synced(upTo: 10)) == [Fixture.fetch(10, last: 2)])
    }

    @Test func `without a leader nobody is asked`() {
        var fixture = Fixture()
        #expect(fixture.steps(.leaderChanged(5, isKnown: false)) == [])
        #expect(fixture.steps(.leaderChanged(6, isKnown: true)) == [Fixture.fetch(0, in: 6)])
        #expect(fixture.steps(.leaderChanged(6, isKnown: true)) == [])
        #expect(fixture.steps(.leaderChanged(7, isKnown: false)) == [.withdraw])
        #expect(fixture.steps(.leaderChanged(6, isKnown: true)) == [])
    }

    // MARK: - Records

    @Test func `records are appended as they are, and the next fetch acknowledges them`() {
        var fixture = Fixture()
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        let records = [Fixture.batch(0, 3, 4), Fixture.batch(3, 7)]
        #expect(
            fixture.answer(Fixture.records(records, highWatermark: 5)) == [.append(9, batchCount: 2)])
        #expect(fixture.steps(.appended) == [.setHighWatermark(5), Fixture.fetch(7, last: 5)])
        #expect(fixture.follower.log.end(of: 4) == EpochEnd(epoch: 4, endOffset: 3))
    }

    @Test func `with disk durability they are acknowledged when they are on disk`() {
        var fixture = Fixture(durability: .disk)
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        _ = fixture.answer(Fixture.records([Fixture.batch(0, 3)], highWatermark: 3))
        #expect(fixture.steps(.appended) == [.setHighWatermark(3), .sync(upTo: 3)])
        #expect(fixture.follower.openQuestion == nil)
        #expect(fixture.steps(.synced(upTo: 3)) == [Fixture.fetch(3, last: 5)])
    }

    @Test func `the high watermark is what the leader says, as far as the log has it`() {
        var fixture = Fixture()
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        _ = fixture.answer(Fixture.records([Fixture.batch(0, 4)], highWatermark: 9))
        #expect(fixture.steps(.appended) == [.setHighWatermark(4), Fixture.fetch(4, last: 5)])
        // A new leader's may be lower.
        #expect(
            fixture.answer(Fixture.records([], highWatermark: 2))
                == [.setHighWatermark(2), Fixture.fetch(4, last: 5)])
    }

    @Test func `the leader's log start is taken over, never beyond what is committed here`() {
        var fixture = Fixture(end: 8, highWatermark: 4, epochs: [(5, 0)])
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        #expect(
            fixture.answer(Fixture.records([], highWatermark: 4, logStart: 6))
                == [.advanceLogStart(to: 4), Fixture.fetch(8, last: 5, start: 4)])
    }

    @Test func `compaction leaves gaps between batches`() {
        var fixture = Fixture()
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        #expect(
            fixture.answer(Fixture.records([Fixture.batch(2, 4), Fixture.batch(8, 9)]))
                == [.append(9, batchCount: 2)])
    }

    @Test func `batches without their place in the log are not appended`() {
        let table: [(batches: [FetchedBatch], count: Int)] = [
            ([Fixture.batch(3, 12)], 0),
            ([Fixture.batch(3, 8)], 0),
            ([Fixture.batch(10, 10)], 0),
            ([Fixture.batch(10, 12), Fixture.batch(11, 14)], 1),
            ([Fixture.batch(10, 12, 3)], 0),
            ([Fixture.batch(10, 12, 5), Fixture.batch(12, 13, 4)], 1),
        ]
        for row in table {
            var fixture = Fixture(end: 10, epochs: [(4, 0)])
            _ = fixture.steps(.leaderChanged(5, isKnown: true))
            let effects = fixture.answer(Fixture.records(row.batches))
            if row.count == 0 {
                #expect(
                    effects == [.reportDamage(at: 10), Fixture.fetch(10, last: 4, isRetry: true)], "\(row)")
            } else {
                #expect(effects == [.append(9, batchCount: row.count)], "\(row)")
                #expect(
                    fixture.steps(.appended)
                        == [.reportDamage(at: 12), Fixture.fetch(12, last: 5, isRetry: true)], "\(row)")
            }
        }
    }

    @Test func `what is sound before a damaged batch is kept, and the rest asked for again later`() {
        var fixture = Fixture()
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        #expect(
            fixture.answer(Fixture.records([Fixture.batch(0, 4)], isDamaged: true))
                == [.append(9, batchCount: 1)])
        #expect(
            fixture.steps(.appended)
                == [.reportDamage(at: 4), Fixture.fetch(4, last: 5, isRetry: true)])
        #expect(
            fixture.answer(Fixture.records([], isDamaged: true))
                == [.reportDamage(at: 4), Fixture.fetch(4, last: 5, isRetry: true)])
    }

    @Test func `what a later leader wrote is left for the epoch in which it leads`() {
        var fixture = Fixture()
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        #expect(
            fixture.answer(Fixture.records([Fixture.batch(0, 4, 5), Fixture.batch(4, 6, 6)]))
                == [.append(9, batchCount: 1)])
        #expect(fixture.steps(.appended) == [Fixture.fetch(4, last: 5)])
        #expect(
            fixture.answer(Fixture.records([Fixture.batch(4, 6, 6)]))
                == [Fixture.fetch(4, last: 5, isRetry: true)])
    }

    @Test func `an empty log begins inside a batch if the leader's does`() {
        var fixture = Fixture(start: 7, end: 7, highWatermark: 7)
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        #expect(
            fixture.answer(Fixture.records([Fixture.batch(5, 9)], highWatermark: 9, logStart: 7))
                == [.restart(at: 5)])
        #expect(
            fixture.steps(.restarted(at: 5)) == [.setHighWatermark(5), .append(9, batchCount: 1)])
        #expect(
            fixture.steps(.appended)
                == [
                    .setHighWatermark(9), .advanceLogStart(to: 7), Fixture.fetch(9, last: 5, start: 7),
                ])
    }

    // MARK: - Divergence

    @Test func `a log that diverges is cut to what both have`() {
        // Own epochs: 1 from 0, 3 from 4, 4 from 8, end 12.
        let table: [(end: EpochEnd, cut: Offset)] = [
            (EpochEnd(epoch: 4, endOffset: 10), 10),
            (EpochEnd(epoch: 3, endOffset: 6), 6),
            (EpochEnd(epoch: 3, endOffset: 11), 8),
            // Of 2 we know nothing: back to before what came after it, and ask again.
            (EpochEnd(epoch: 2, endOffset: 9), 4),
            (EpochEnd(epoch: 0, endOffset: 2), 0),
            (EpochEnd(epoch: .none, endOffset: 5), 5),
            (EpochEnd(epoch: .none, endOffset: .none), 7),
        ]
        for row in table {
            var fixture = Fixture(end: 12, highWatermark: 7, epochs: [(1, 0), (3, 4), (4, 8)])
            _ = fixture.steps(.leaderChanged(5, isKnown: true))
            let effects = fixture.answer(Fixture.diverging(row.end.epoch, row.end.endOffset))
            #expect(effects.last == .truncate(to: row.cut), "\(row)")
            #expect(
                effects.contains(.reportTruncation(from: 7, to: row.cut)) == (row.cut < 7), "\(row)")
            let after = fixture.steps(.cut(to: row.cut))
            #expect(after.contains(.setHighWatermark(row.cut)) == (row.cut < 7), "\(row)")
            #expect(fixture.follower.log.endOffset == row.cut, "\(row)")
            #expect(fixture.follower.openQuestion?.isFetch == true, "\(row)")
        }
    }

    @Test func `an epoch without records is forgotten`() {
        var fixture = Fixture(end: 8, epochs: [(3, 0), (4, 8)])
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        #expect(fixture.answer(Fixture.diverging(3, 8)) == [.truncate(to: 8)])
        #expect(fixture.steps(.cut(to: 8)) == [Fixture.fetch(8, last: 3)])
    }

    @Test func `a divergence that we do not see is not asked for without end`() {
        var fixture = Fixture(end: 8, epochs: [(3, 0)])
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        #expect(
            fixture.answer(Fixture.diverging(3, 9))
                == [.reportDamage(at: 8), Fixture.fetch(8, last: 3, isRetry: true)])
    }

    @Test func `a leader that does not name diverging epochs is asked for the end of ours`() {
        var fixture = Fixture(end: 12, epochs: [(1, 0), (3, 4), (4, 8)], asksEpochs: true)
        #expect(fixture.steps(.leaderChanged(5, isKnown: true)) == [Fixture.ask(.epochEnd(4))])
        #expect(
            fixture.answer(.epochEnd(EpochEnd(epoch: 2, endOffset: 9))) == [.truncate(to: 4)])
        #expect(fixture.steps(.cut(to: 4)) == [Fixture.ask(.epochEnd(1))])
        #expect(
            fixture.answer(.epochEnd(EpochEnd(epoch: 1, endOffset: 9))) == [Fixture.fetch(4, last: 1)])
    }

    // MARK: - Out of range

    @Test func `a follower that is ahead of its leader is cut to the leader's end`() {
        var fixture = Fixture(end: 8, epochs: [(3, 0)])
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        #expect(fixture.answer(.refused(.offsetOutOfRange)) == [Fixture.ask(.endOffset)])
        #expect(fixture.answer(.offset(6)) == [.truncate(to: 6)])
        #expect(fixture.steps(.cut(to: 6)) == [Fixture.fetch(6, last: 3)])
    }

    @Test func `a follower that ends below the leader's log start begins anew there`() {
        var fixture = Fixture(end: 8, highWatermark: 8, epochs: [(3, 0)])
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        _ = fixture.answer(.refused(.offsetOutOfRange))
        #expect(fixture.answer(.offset(30)) == [Fixture.ask(.startOffset)])
        #expect(fixture.answer(.offset(20)) == [.restart(at: 20)])
        #expect(
            fixture.steps(.restarted(at: 20)) == [.setHighWatermark(20), Fixture.fetch(20, start: 20)])
    }

    @Test func `a follower that is in range after all asks again, but not at once`() {
        var fixture = Fixture(end: 8, epochs: [(3, 0)])
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        _ = fixture.answer(.refused(.offsetOutOfRange))
        _ = fixture.answer(.offset(30))
        #expect(fixture.answer(.offset(2)) == [Fixture.fetch(8, last: 3, isRetry: true)])
    }

    // MARK: - Errors and changes

    @Test func `errors are asked about again, but a fenced follower waits for metadata`() {
        for error in [
            ErrorCode.notLeaderOrFollower, .unknownLeaderEpoch, .unknownTopicId, .inconsistentTopicId,
            .unknownTopicOrPartition, .kafkaStorageError, .corruptMessage, .unknownServerError,
        ] {
            var fixture = Fixture()
            _ = fixture.steps(.leaderChanged(5, isKnown: true))
            #expect(fixture.answer(.refused(error)) == [Fixture.fetch(0, isRetry: true)], "\(error)")
        }
        var fixture = Fixture()
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        #expect(fixture.answer(.refused(.fencedLeaderEpoch)) == [.withdraw, .reportFailure(.fenced)])
        #expect(fixture.steps(.leaderChanged(6, isKnown: true)) == [Fixture.fetch(0, in: 6)])
    }

    @Test func `answers to what was asked of a former leader do not count`() throws {
        var fixture = Fixture()
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        let old = try #require(fixture.follower.openQuestion)
        #expect(
            fixture.steps(.leaderChanged(6, isKnown: true)) == [.withdraw, Fixture.fetch(0, in: 6)])
        #expect(fixture.steps(.answered(old, Fixture.records([Fixture.batch(0, 4)]))) == [])
    }

    @Test func `a new leader that is named during a cut is asked after it`() {
        var fixture = Fixture(end: 12, epochs: [(1, 0), (4, 8)])
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        _ = fixture.answer(Fixture.diverging(1, 6))
        #expect(fixture.follower.isCutting)
        #expect(fixture.steps(.leaderChanged(6, isKnown: true)) == [.withdraw])
        #expect(fixture.steps(.cut(to: 6)) == [Fixture.fetch(6, last: 1, in: 6)])
    }

    @Test func `a new leader that is named during a sync is asked after it`() {
        var fixture = Fixture(durability: .disk)
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        _ = fixture.answer(Fixture.records([Fixture.batch(0, 4)]))
        _ = fixture.steps(.appended)
        #expect(fixture.steps(.leaderChanged(6, isKnown: true)) == [.withdraw])
        #expect(fixture.steps(.synced(upTo: 4)) == [Fixture.fetch(4, last: 5, in: 6)])
    }

    @Test func `a full disk is tried again, a broken one is not`() {
        for isPassing in [true, false] {
            var fixture = Fixture()
            _ = fixture.steps(.leaderChanged(5, isKnown: true))
            _ = fixture.answer(Fixture.records([Fixture.batch(0, 4)]))
            #expect(
                fixture.steps(.appendFailed(afterBatches: 0, isPassing: isPassing))
                    == (isPassing
                        ? [Fixture.fetch(0, isRetry: true)] : [.withdraw, .reportFailure(.storage)]))
        }
    }

    @Test func `what is in the log of an answer that could not be written counts`() {
        var fixture = Fixture(durability: .disk)
        _ = fixture.steps(.leaderChanged(5, isKnown: true))
        _ = fixture.answer(Fixture.records([Fixture.batch(0, 4), Fixture.batch(4, 6)]))
        #expect(fixture.steps(.appendFailed(afterBatches: 1, isPassing: true)) == [.sync(upTo: 4)])
        #expect(fixture.steps(.synced(upTo: 4)) == [Fixture.fetch(4, last: 5)])
    }
}
