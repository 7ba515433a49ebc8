import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// Producer ids, from blocks of them.
@Suite struct ProducerIDsTests {
    // Sendable: a test uses it from one thread only.
    private final class Given: @unchecked Sendable {
        var ids: [ProducerID?] = []
    }

    private var ids = ProducerIDs()
    private let given = Given()

    private mutating func wait() -> Bool {
        ids.wait { [given] in given.ids.append($0) }
    }

    private mutating func take() -> ProducerID? { ids.take() }

    private mutating func answered(_ answer: AllocateProducerIdsResponse?) -> Bool { ids.answered(answer) }

    @Test mutating func `whoever waits gets an id of the block, and the rest are kept`() {
        #expect(take() == nil)
        #expect(wait())
        #expect(!wait())
        #expect(!answered(AllocateProducerIdsResponse(producerIdStart: 1000, producerIdLen: 3)))
        #expect(given.ids == [1000, 1001])
        #expect(take() == 1002)
        #expect(take() == nil)
    }

    @Test mutating func `when more wait than there are ids another block is asked for`() {
        for _ in 1...3 { _ = wait() }
        #expect(answered(AllocateProducerIdsResponse(producerIdStart: 0, producerIdLen: 2)))
        #expect(!wait())
        #expect(!answered(AllocateProducerIdsResponse(producerIdStart: 2000, producerIdLen: 2)))
        #expect(given.ids == [0, 1, 2000, 2001])
    }

    @Test mutating func `an error leaves them without`() {
        _ = wait()
        #expect(!answered(AllocateProducerIdsResponse(errorCode: .staleBrokerEpoch)))
        #expect(given.ids == [ProducerID.none])
        #expect(wait())
        #expect(!answered(nil))
        #expect(given.ids == [ProducerID.none, nil])
    }
}
