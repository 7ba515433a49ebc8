import DequeModule
import MartletModel
import MartletProtocol

/// The controller that leads the quorum: decides, has the decisions written, and answers what is committed.
///
/// It decides against its *pending* image, to which records are applied as soon as they are in the leader's
/// log, so that decisions follow one another without waiting for their commits. An answer leaves when the
/// last record that existed when it was decided is committed; so does that of a request which changes
/// nothing, for what it saw may otherwise never have been.
///
/// A value for one term: it is made when the node leads and all records of earlier leaders are committed, and
/// dropped, with its pending image, when it leads no more. Pure: no clock, no I/O; randomness is handed in.
///
/// Invariants: at most one `append` has no outcome yet; what `waiting` holds ascends by offset.
package struct ActiveController: Sendable {
    package enum Input: Sendable, Equatable {
        case requested(ControllerRequestID, ControllerRequest)
        /// The last `append` is in the log, up to this offset; the next record gets it.
        case appended(upTo: Offset)
        case appendFailed(AppendFailure)
        /// What came of `raiseKRaftVersion`.
        case kraftVersionRaised(ControllerRequestID, ErrorCode)
        case committed(upTo: Offset)
        /// The connection broke over which the process with this registration reports.
        case suspected(BrokerID, BrokerEpoch)
        /// What came of `check`.
        case checked(BrokerID, BrokerEpoch, BrokerChecks.Outcome)
        /// The time has come for what is to be done regularly.
        case ticked
        /// The term is over.
        case deposed
    }

    /// Why the log did not take records. It is as it was.
    package enum AppendFailure: Sendable, Equatable {
        case noRoom
        /// Together they do not fit into a batch.
        case tooLarge
        /// They do not fit into their versions, or the quorum has other plans: a bug, or the end of the term.
        case refused
    }

    package enum Effect: Sendable, Equatable {
        /// Append these as one batch, at once: the next input is `appended` or `appendFailed`.
        case append([VersionedRecord])
        /// Answer a request. Its answer is true for an image that holds everything below the offset.
        case answer(ControllerRequestID, ControllerReply, upTo: Offset)
        /// Try to reach the broker at one of these; the input `checked` says what came of it.
        case check(BrokerID, BrokerEpoch, at: [Listener])
        /// Have the quorum's leader raise `kraft.version`, for this request.
        case raiseKRaftVersion(ControllerRequestID, to: Int16)
    }

    /// The moment of an input.
    package struct Moment: Sendable, Equatable {
        /// Since an arbitrary point; never goes back.
        package var uptime: Duration
        /// The offset that the next record gets. The quorum writes records of its own between ours.
        package var logEnd: Offset
        package var quorum: QuorumFeatures

        package init(uptime: Duration, logEnd: Offset, quorum: QuorumFeatures) {
            self.uptime = uptime
            self.logEnd = logEnd
            self.quorum = quorum
        }
    }

    /// What does not change in a term.
    package struct Cluster: Sendable, Equatable {
        package var id: String
        /// The broker of the controller's own process, if it is one.
        package var own: HeartbeatTracker.Process?

        package init(id: String, own: HeartbeatTracker.Process?) {
            self.id = id
            self.own = own
        }
    }

    /// Requests beyond these are refused: nobody could wait so long for their answers.
    package static let maxWaitingRequests = 10_000
    /// What can be split is written in batches of so many records, as in Kafka.
    static let maxRecordsPerBatch = 10_000

    struct Waiting: Sendable {
        var id: ControllerRequestID
        var reply: ControllerReply
        /// Everything below has to be committed.
        var end: Offset
    }

    /// A decision that is on its way to the log.
    private struct Proposal: Sendable {
        var id: ControllerRequestID?
        var reply: ControllerReply?
        var kraftVersion: Int16?
        /// Those that the log was given last.
        var records: [VersionedRecord]
        /// Those that come after them.
        var rest: ArraySlice<VersionedRecord>
    }

    package let epoch: LeaderEpoch
    let cluster: Cluster
    let decisions: Controller
    /// Committed or not, everything that is in the log.
    package private(set) var image: ClusterImage
    var random: any RandomNumberGenerator & Sendable
    var tracker: HeartbeatTracker
    var checks = BrokerChecks()
    var unfit = UnfitReplicas()
    private var committedEnd: Offset
    private var proposal: Proposal?
    private var queue: Deque<(id: ControllerRequestID, request: ControllerRequest)> = []
    private var waiting: Deque<Waiting> = []
    /// Answers that are true once the quorum has a new version.
    private var raising: [ControllerRequestID: ControllerReply] = [:]
    var chores: Chores

    /// The beginning of a term: `image` holds everything that is committed. What the log has beyond it until
    /// `moment.logEnd` concerns the quorum alone, as a change of its members that came first.
    /// `bootstrap` is written first where nothing was written before.
    package init(
        epoch: LeaderEpoch, cluster: Cluster, image: ClusterImage, bootstrap: [VersionedRecord],
        decisions: Controller, timing: ControllerTiming, random: any RandomNumberGenerator & Sendable,
        at moment: Moment, effects: inout [Effect]
    ) {
        self.epoch = epoch
        self.cluster = cluster
        self.decisions = decisions
        self.image = image
        self.random = random
        committedEnd = image.offset + 1
        tracker = HeartbeatTracker(
            sessionTimeout: timing.sessionTimeout, image: image, own: cluster.own, now: moment.uptime)
        chores = Chores(timing, now: moment.uptime)
        // Whoever led before may have died together with a broker.
        for broker in image.brokers.values where !broker.isFenced && broker.id != cluster.own?.broker {
            checks.suspected(broker.id, epoch: broker.epoch, from: moment.uptime + BrokerChecks.grace)
        }
        let first = decisions.activate(image, bootstrap: bootstrap)
        if !first.isEmpty { propose(first, atomically: true, effects: &effects) }
    }

    package mutating func step(_ input: Input, at moment: Moment, effects: inout [Effect]) {
        switch input {
        case .requested(let id, let request): requested(id, request, moment, &effects)
        case .appended(let end): appended(upTo: end, moment, &effects)
        case .appendFailed(let failure): appendFailed(failure, &effects)
        case .kraftVersionRaised(let id, let code): kraftVersionRaised(id, code, moment, &effects)
        case .committed(let end): committed(upTo: end, &effects)
        case .suspected(let broker, let epoch):
            checks.suspected(broker, epoch: epoch, from: moment.uptime)
        case .checked(let broker, let epoch, let outcome):
            if checks.checked(broker, epoch: epoch, outcome, now: moment.uptime) {
                tracker.ended(broker, epoch: epoch, now: moment.uptime)
            }
        case .ticked: break
        case .deposed: deposed(moment, &effects)
        }
        check(moment, &effects)
        work(moment, &effects)
    }

    /// When `ticked` is due.
    package var nextDeadline: Duration? {
        if chores.isStopped { return nil }
        return [chores.nextDeadline, checks.nextDeadline].compactMap(\.self).reduce(tracker.nextDeadline, min)
    }

    /// Requests without an answer.
    package var waitingCount: Int {
        queue.count + waiting.count + raising.count + (proposal?.id == nil ? 0 : 1)
    }

    // MARK: - Inputs

    private mutating func requested(
        _ id: ControllerRequestID, _ request: ControllerRequest, _ moment: Moment, _ effects: inout [Effect]
    ) {
        guard waitingCount < Self.maxWaitingRequests else {
            let reply = request.refused(.requestTimedOut, "The controller has too many requests waiting.")
            effects.append(.answer(id, reply, upTo: moment.logEnd))
            return
        }
        queue.append((id, request))
    }

    private mutating func appended(upTo end: Offset, _ moment: Moment, _ effects: inout [Effect]) {
        guard var proposal else { preconditionFailure("records were appended that were not proposed") }
        let base = end - Int64(proposal.records.count)
        for (index, record) in proposal.records.enumerated() {
            apply(record, at: base + Int64(index))
        }
        chores.wrote(at: moment.uptime)
        guard proposal.rest.isEmpty else {
            proposal.records = Array(proposal.rest.prefix(Self.maxRecordsPerBatch))
            proposal.rest = proposal.rest.dropFirst(Self.maxRecordsPerBatch)
            effects.append(.append(proposal.records))
            self.proposal = proposal
            return
        }
        self.proposal = nil
        guard let id = proposal.id, let reply = proposal.reply else { return }
        promise(id, reply, raising: proposal.kraftVersion, upTo: end, &effects)
    }

    private mutating func kraftVersionRaised(
        _ id: ControllerRequestID, _ code: ErrorCode, _ moment: Moment, _ effects: inout [Effect]
    ) {
        guard let reply = raising.removeValue(forKey: id) else { return }
        let outcome =
            code == .none
            ? reply : reply.refused(code, "The quorum could not raise the version of its protocol.")
        answer(id, outcome, upTo: moment.logEnd, &effects)
    }

    /// Whatever a decision says must make sense in the image that it was made for.
    private mutating func apply(_ record: VersionedRecord, at offset: Offset) {
        do throws(MetadataError) {
            try image.apply(record.value)
        } catch {
            preconditionFailure("the controller's own record \(record) cannot be applied: \(error)")
        }
        image.advance(through: offset, epoch: epoch)
    }

    private mutating func appendFailed(_ failure: AppendFailure, _ effects: inout [Effect]) {
        guard let proposal else { preconditionFailure("an append failed that was not proposed") }
        self.proposal = nil
        guard let id = proposal.id, let reply = proposal.reply else { return }
        let refusal =
            switch failure {
            case .noRoom: Refusal(.kafkaStorageError, "The disk of the metadata log is full.")
            case .tooLarge:
                Refusal(.policyViolation, "Unable to perform excessively large batch operation.")
            case .refused: Refusal(.unknownServerError, "The metadata log did not take the change.")
            }
        let end = waiting.last?.end ?? committedEnd
        answer(id, reply.refused(refusal.code, refusal.message), upTo: end, &effects)
    }

    private mutating func committed(upTo end: Offset, _ effects: inout [Effect]) {
        precondition(end >= committedEnd, "what is committed does not become less")
        committedEnd = end
        release(&effects)
    }

    private mutating func deposed(_ moment: Moment, _ effects: inout [Effect]) {
        func refuse(_ id: ControllerRequestID, _ reply: ControllerReply) {
            let refusal = reply.refused(.notController, "The active controller has changed.")
            effects.append(.answer(id, refusal, upTo: committedEnd))
        }
        for one in waiting { refuse(one.id, one.reply) }
        for (id, reply) in raising.sorted(by: { $0.key < $1.key }) { refuse(id, reply) }
        if let proposal, let id = proposal.id, let reply = proposal.reply { refuse(id, reply) }
        for (id, request) in queue {
            refuse(id, request.refused(.notController, "The active controller has changed."))
        }
        (waiting, queue, proposal, raising) = ([], [], nil, [:])
        chores.stop()
    }

    /// Looks after the brokers that may have died.
    private mutating func check(_ moment: Moment, _ effects: inout [Effect]) {
        guard !chores.isStopped else { return }
        for (broker, epoch) in checks.due(at: moment.uptime) {
            if let registration = image.brokers[broker], registration.epoch == epoch, !registration.isFenced {
                effects.append(.check(broker, epoch, at: registration.endpoints))
            } else {
                checks.dismiss(broker, epoch: epoch)
            }
        }
    }

    // MARK: - Decisions

    /// Decides what there is to decide, until the log has to speak.
    private mutating func work(_ moment: Moment, _ effects: inout [Effect]) {
        while proposal == nil {
            if let records = choresDue(moment) {
                if !records.isEmpty { propose(records, atomically: false, effects: &effects) }
            } else if let (id, request) = queue.popFirst() {
                let decision = decide(request, moment)
                if decision.records.isEmpty {
                    promise(
                        id, decision.reply, raising: decision.kraftVersion, upTo: moment.logEnd, &effects)
                } else {
                    propose(
                        decision.records, atomically: request.isAtomic, answering: id, decision,
                        effects: &effects)
                }
            } else {
                return
            }
        }
    }

    /// The records of a chore whose time has come, which is then done; nil if there is none.
    private mutating func choresDue(_ moment: Moment) -> [VersionedRecord]? {
        if chores.isStopped { return nil }
        if tracker.nextDeadline <= moment.uptime {
            guard let silent = tracker.ticked(image: image, now: moment.uptime) else { return [] }
            return decisions.fenceBroker(silent, image: image).records
        }
        guard let chore = chores.nextDue(at: moment.uptime) else { return nil }
        return records(for: chore, moment)
    }

    private mutating func propose(
        _ records: [VersionedRecord], atomically: Bool, answering id: ControllerRequestID? = nil,
        _ decision: AnyDecision? = nil, effects: inout [Effect]
    ) {
        let count = atomically ? records.count : Self.maxRecordsPerBatch
        let first = Array(records.prefix(count))
        proposal = Proposal(
            id: id, reply: decision?.reply, kraftVersion: decision?.kraftVersion, records: first,
            rest: records.dropFirst(count))
        effects.append(.append(first))
    }

    private mutating func promise(
        _ id: ControllerRequestID, _ reply: ControllerReply, raising version: Int16?, upTo end: Offset,
        _ effects: inout [Effect]
    ) {
        guard let version else { return answer(id, reply, upTo: end, &effects) }
        raising[id] = reply
        effects.append(.raiseKRaftVersion(id, to: version))
    }

    /// Answers when everything below `end` is committed.
    private mutating func answer(
        _ id: ControllerRequestID, _ reply: ControllerReply, upTo end: Offset, _ effects: inout [Effect]
    ) {
        waiting.append(Waiting(id: id, reply: reply, end: end))
        release(&effects)
    }

    private mutating func release(_ effects: inout [Effect]) {
        while let first = waiting.first, first.end <= committedEnd {
            effects.append(.answer(first.id, first.reply, upTo: first.end))
            waiting.removeFirst()
        }
    }
}
