import DequeModule
import Logging
import MartletMetadata
import MartletModel
import MartletProtocol

/// The producer ids that this broker may give away. It is given blocks of them, so that an id is never given
/// twice, whatever happens to this process: a block that is lost is lost.
struct ProducerIDs: Sendable {
    /// Those of the block that no producer has yet.
    private var block: Range<Int64> = 0..<0
    private var waiting: Deque<@Sendable (ProducerID?) -> Void> = []
    private(set) var isAsking = false

    /// Requests beyond these get no id.
    private static let maxWaiting = 10_000

    /// Nil: the block is used up.
    mutating func take() -> ProducerID? {
        guard let first = block.first else { return nil }
        block = block.dropFirst()
        return ProducerID(first)
    }

    /// Whether a block has to be asked for now. `done` gets −1 when there are no ids at the moment.
    mutating func wait(_ done: @escaping @Sendable (ProducerID?) -> Void) -> Bool {
        guard waiting.count < Self.maxWaiting else {
            done(ProducerID.none)
            return false
        }
        waiting.append(done)
        defer { isAsking = true }
        return !isAsking
    }

    /// An answer came: those who wait get their ids. Returns whether there are more of them than ids.
    mutating func answered(_ answer: (any ResponseMessage)?) -> Bool {
        isAsking = false
        guard let answer = answer as? AllocateProducerIdsResponse else {
            refuse(nil)
            return false
        }
        guard answer.errorCode == .none, answer.producerIdLen > 0 else {
            refuse(ProducerID.none)
            return false
        }
        let first = answer.producerIdStart.rawValue
        block = first..<(first + Int64(answer.producerIdLen))
        while !waiting.isEmpty, let id = take() { waiting.removeFirst()(id) }
        isAsking = !waiting.isEmpty
        return isAsking
    }

    private mutating func refuse(_ id: ProducerID?) {
        while let done = waiting.popFirst() { done(id) }
    }
}

extension ControlPlane {
    /// An id that no producer had before; −1 if there is none at the moment. `done` is called on the control
    /// loop, with nil if the node stops or cannot go on.
    func nextProducerID(then done: @escaping @Sendable (ProducerID?) -> Void) {
        if isFinishing { return done(nil) }
        if !producerIDs.isAsking, let id = producerIDs.take() { return done(id) }
        if producerIDs.wait(done) { askForProducerIDs() }
    }

    private func askForProducerIDs() {
        let request = AllocateProducerIdsRequest(
            brokerId: settings.nodeID, brokerEpoch: broker?.lifecycle.epoch ?? .none)
        ask(.decide(.allocateProducerIds(request)), version: 0, .own) { answer in
            self.run { plane in
                if let answer = answer as? AllocateProducerIdsResponse, answer.errorCode != .none {
                    plane.logger.error("No producer ids", metadata: ["error": "\(answer.errorCode)"])
                }
                if plane.producerIDs.answered(answer) { plane.askForProducerIDs() }
            }
        }
    }
}
