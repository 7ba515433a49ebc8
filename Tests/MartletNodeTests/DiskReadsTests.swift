import MartletStorage
import Testing

@testable import MartletNode

/// The reads of a partition that wait for the disk.
@Suite struct DiskReadsTests {
    private let home: Shard

    init() throws {
        home = try SimulatedNode().node.shards[0]
    }

    private func question(_ number: UInt64) -> DiskReads.Question {
        .init(
            offset: .init(Int64(number)), maxBytes: 1, minOneBatch: true, isReadCommitted: false,
            isReplica: false)
    }

    private func waiter(_ id: UInt64) -> FetchWaiter {
        FetchWaiter(home: home, fetchID: id, asker: .consumer(rack: nil))
    }

    private func end(_ id: UInt64, of reads: inout DiskReads) -> [UInt64] {
        reads.ended(id, .failure(.notFound(path: "\(id)")), layout: 0).map(\.fetchID)
    }

    private enum Found: Equatable {
        case unknown, underWay
        case done(isForWaiter: Bool)
    }

    private func find(_ number: UInt64, by id: UInt64, in reads: inout DiskReads) -> Found {
        switch reads.find(question(number), layout: 0, for: waiter(id)) {
        case .unknown: .unknown
        case .underWay: .underWay
        case .done(_, let isForWaiter): .done(isForWaiter: isForWaiter)
        }
    }

    @Test func `who finds no room waits for a read that is under way, and for none that has ended`() {
        var reads = DiskReads()
        for id in 0..<64 as Range<UInt64> { reads.began(id, question(id), layout: 0, for: waiter(id)) }
        for id in 0..<63 as Range<UInt64> { #expect(end(id, of: &reads) == [id]) }
        #expect(find(100, by: 100, in: &reads) == .underWay)
        #expect(end(63, of: &reads) == [63, 100])
        // Then the oldest result gives way.
        #expect(find(100, by: 100, in: &reads) == .unknown)
        #expect(find(0, by: 0, in: &reads) == .unknown)
        #expect(find(1, by: 1, in: &reads) == .done(isForWaiter: true))
    }

    @Test func `a result is known to be for who has waited for it, or not, until it is forgotten`() {
        var reads = DiskReads()
        reads.began(1, question(7), layout: 0, for: waiter(1))
        #expect(find(7, by: 2, in: &reads) == .underWay)
        // Nothing is there to be forgotten yet.
        reads.forget(question(7), layout: 0)
        #expect(end(1, of: &reads) == [1, 2])
        #expect(find(7, by: 2, in: &reads) == .done(isForWaiter: true))
        #expect(find(7, by: 3, in: &reads) == .done(isForWaiter: false))
        reads.forget(question(7), layout: 0)
        #expect(find(7, by: 2, in: &reads) == .unknown)
        #expect(reads.isEmpty)
    }
}
