import MartletModel
import MartletProtocol

@testable import MartletMetadata

/// An active controller with a log that takes what it appends and commits what a test says.
struct ControllerWorkbench {
    typealias Effect = ActiveController.Effect

    var controller: ActiveController
    var log: [VersionedRecord] = []
    /// What the next append meets instead of the log.
    var failure: ActiveController.AppendFailure?
    var uptime = Duration.zero
    /// The record counts of the batches, in order.
    var batches: [Int] = []
    private let start: Offset
    private var lastID: ControllerRequestID = 0

    /// A term on top of `image`, after which the log has `quorumRecords` more that no image needs; without
    /// an image on an empty log.
    init(
        _ fixture: ClusterFixture? = nil, image: ClusterImage? = nil,
        bootstrap: [VersionedRecord] = Controller.initialFeatures,
        own: HeartbeatTracker.Process? = nil, timing: ControllerTiming = .patient, quorumRecords: Int64 = 0
    ) throws {
        let image = image ?? fixture?.image ?? ClusterImage()
        let decisions = try fixture?.controller ?? ClusterFixture().controller
        start = image.offset + 1 + quorumRecords
        var effects: [Effect] = []
        controller = ActiveController(
            epoch: 3, cluster: .init(id: ClusterFixture.clusterID, own: own), image: image,
            bootstrap: bootstrap, decisions: decisions, timing: timing, random: SeededGenerator(seed: 1),
            at: .init(uptime: .zero, logEnd: start, quorum: Self.quorum), effects: &effects)
        _ = perform(effects)
    }

    var logEnd: Offset { start + Int64(log.count) }

    private static let quorum = QuorumFeatures(voters: [1], kraftVersion: 0)

    private var moment: ActiveController.Moment {
        .init(uptime: uptime, logEnd: logEnd, quorum: Self.quorum)
    }

    /// The answers that the input leads to.
    mutating func step(_ input: ActiveController.Input) -> [Effect] {
        var effects: [Effect] = []
        controller.step(input, at: moment, effects: &effects)
        return perform(effects)
    }

    private mutating func perform(_ effects: [Effect]) -> [Effect] {
        var answers: [Effect] = []
        for effect in effects {
            guard case .append(let records) = effect else {
                answers.append(effect)
                continue
            }
            if let failure {
                self.failure = nil
                answers += step(.appendFailed(failure))
            } else {
                log += records
                batches.append(records.count)
                answers += step(.appended(upTo: logEnd))
            }
        }
        return answers
    }

    /// The request's id, and what is answered at once.
    mutating func ask(_ request: ControllerRequest) -> (id: ControllerRequestID, answers: [Effect]) {
        lastID = ControllerRequestID(lastID.rawValue + 1)
        return (lastID, step(.requested(lastID, request)))
    }

    mutating func commitAll() -> [Effect] {
        step(.committed(upTo: logEnd))
    }
}

extension ControllerTiming {
    /// Nothing is done unasked.
    static let patient = ControllerTiming(
        sessionTimeout: .seconds(1_000_000), idleInterval: nil, balanceInterval: nil,
        uncleanElectionInterval: .seconds(1_000_000))
}

extension ActiveController.Effect {
    var answered: (id: ControllerRequestID, reply: ControllerReply)? {
        if case .answer(let id, let reply, _) = self { (id, reply) } else { nil }
    }
}

extension ControllerRequest {
    static func create(_ names: String..., partitions: Int32 = 1) -> ControllerRequest {
        .createTopics(
            CreateTopicsRequest(topics: names.map { .named($0, partitions: partitions, replicas: 1) }))
    }

    static func delete(_ names: String...) -> ControllerRequest {
        .deleteTopics(DeleteTopicsRequest(topicNames: names))
    }
}
