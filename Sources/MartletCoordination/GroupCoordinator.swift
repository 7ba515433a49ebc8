import MartletModel
import MartletProtocol

/// The groups of one partition of `__consumer_offsets`, for as long as this broker leads it. Pure: no clock,
/// no I/O.
///
/// A request makes records and an answer. The records change `image` when they are in the log, and nothing
/// else does; the answer leaves when they are committed. An answer that changes nothing leaves when
/// everything is committed that it tells of the group: nobody is told what a later coordinator would not
/// know.
///
/// Beside the image there is what no log has: who waits for whom, and when each was heard of last
/// (`ClassicGroup`). It is lost with the coordinator, and its successor begins with what the log says.
package struct GroupCoordinator: Sendable {
    package enum Input: Sendable {
        case asked(CallID, GroupRequest, Caller)
        /// The records of a write are the last of the log, which ends there.
        case appended(WriteID, upTo: Offset)
        /// The records of a write are not in the log, and never will be.
        case refused(WriteID, ErrorCode)
        case committed(upTo: Offset)
        /// They were deleted.
        case topicsRemoved([RemovedTopic])
        /// Topics have come, gone or grown.
        case catalogChanged(any TopicCatalog)
        case ticked
        /// Another broker leads the partition, or nobody does: there is no further input.
        case resigned
    }

    package enum Effect: Sendable, Equatable {
        /// Append these as one batch, before any other input: `appended` or `refused` says what came of it.
        case append(WriteID, [GroupRecord])
        case answer(CallID, GroupReply)
    }

    package struct RemovedTopic: Sendable, Hashable {
        package var name: String
        package var id: TopicID

        package init(name: String, id: TopicID) {
            self.name = name
            self.id = id
        }
    }

    let configuration: GroupConfiguration
    /// What the log says.
    package private(set) var image: GroupsImage
    /// The groups that have members, or are about to.
    var classicGroups: [String: ClassicGroup] = [:]
    /// Of the members of groups to which the broker assigns.
    var consumerSessions: [String: [String: ConsumerSession]] = [:]
    private(set) var catalog: any TopicCatalog
    /// Of which version of the catalog each group has heard.
    var seenCatalogs: [String: Int64] = [:]
    /// The topics that offsets are in and that were not there when somebody looked last.
    var missedTopics: Set<RemovedTopic> = []
    private var ledger: Ledger
    private var alarms = Alarms()
    private var nextExpiry: Duration
    private var random: any RandomNumberGenerator & Sendable
    /// Of the current step.
    private var effects: [Effect] = []

    /// Takes over a partition.
    ///
    /// - Parameters:
    ///   - image: everything that is in its log, committed or not.
    ///   - end: where the log ends.
    ///   - committedEnd: everything below is committed.
    package init(
        image: GroupsImage, end: Offset, committedEnd: Offset, catalog: any TopicCatalog,
        configuration: GroupConfiguration, random: any RandomNumberGenerator & Sendable, now: Duration
    ) {
        self.image = image
        self.catalog = catalog
        self.configuration = configuration
        self.random = random
        ledger = Ledger(committedEnd: committedEnd)
        nextExpiry = now + configuration.offsetExpiryInterval
        for (id, group) in image.groups.sorted(by: { $0.key < $1.key }) {
            // What of it is committed is not known group by group, and will be soon.
            ledger.note(id, upTo: end)
            if let consumers = group.consumer { beginConsumerSessions(id, consumers, now: now) }
            guard let record = group.classic, !record.members.isEmpty else { continue }
            let live = ClassicGroup(id: id, record, configuration: configuration, now: now)
            if let due = live.nextDeadline { alarms.set(id, due: due) }
            classicGroups[id] = live
        }
        missedTopics = missingTopics
    }

    /// Everything below is committed, as far as the coordinator has heard.
    package var committedEnd: Offset { ledger.committedEnd }

    /// When `ticked` is due.
    package var nextDeadline: Duration {
        [alarms.next, ledger.nextDeadline].compactMap(\.self).reduce(nextExpiry, min)
    }

    package mutating func step(_ input: Input, at moment: Moment) -> [Effect] {
        switch input {
        case .asked(let call, let request, let caller): asked(call, request, caller, at: moment)
        case .appended(let id, let end): appended(id, upTo: end, at: moment)
        case .refused(let id, let code):
            guard let write = ledger.end(id) else { break }
            // What was to be made of new topics is to be made again.
            for record in write.records.prefix(1) { seenCatalogs[record.group] = nil }
            finish(write.waiter, failure: code.asCoordinator, at: moment)
        case .committed(let end):
            for waiter in ledger.committed(upTo: end) { finish(waiter, failure: nil, at: moment) }
        case .topicsRemoved(let topics): remove(topics)
        case .catalogChanged(let catalog): self.catalog = catalog
        case .ticked: tick(at: moment)
        case .resigned: resign(at: moment)
        }
        defer { effects = [] }
        return effects
    }

    private mutating func asked(
        _ call: CallID, _ request: GroupRequest, _ caller: Caller, at moment: Moment
    ) {
        switch request {
        case .join(let request): join(request, caller, call, at: moment)
        case .sync(let request): sync(request, call, at: moment)
        case .heartbeat(let request): heartbeat(request, call, at: moment)
        case .leave(let request): leave(request, caller, call, at: moment)
        case .commit(let request): commit(request, caller, call, at: moment)
        case .fetch(let request, let requireStable):
            fetch(request, requireStable: requireStable, call, at: moment)
        case .deleteOffsets(let request): deleteOffsets(request, call, at: moment)
        case .delete(let group): delete(group, call, at: moment)
        case .describe(let group): answer(call, .described(describe(group, version: caller.version)))
        case .consumerHeartbeat(let request): consumerHeartbeat(request, caller, call, at: moment)
        case .describeConsumers(let group): answer(call, .consumersDescribed(describeConsumers(group)))
        }
    }

    // MARK: - Writing and answering

    mutating func answer(_ call: CallID, _ reply: GroupReply) {
        effects.append(.answer(call, reply))
    }

    /// Answers when everything is committed that is known of the group.
    mutating func answer(_ call: CallID, _ reply: GroupReply, whenCommitted group: String, at moment: Moment)
    {
        if let end = ledger.pendingEnd(of: group),
            ledger.hold(.answer(call, reply), for: end, until: moment.uptime + configuration.commitTimeout)
        {
            return
        }
        answer(call, reply)
    }

    /// Has records written that belong together.
    mutating func write(_ records: [GroupRecord], then waiter: Ledger.Waiter) {
        let id = ledger.begin(Ledger.Write(records: records, waiter: waiter))
        effects.append(.append(id, records))
    }

    /// Has records written each of which stands for itself.
    mutating func writeEach(_ records: [GroupRecord]) {
        for start in stride(from: 0, to: records.count, by: Self.recordsPerBatch) {
            write(Array(records[start..<min(start + Self.recordsPerBatch, records.count)]), then: .nobody)
        }
    }

    private static let recordsPerBatch = 1_000

    private mutating func appended(_ id: WriteID, upTo end: Offset, at moment: Moment) {
        guard let write = ledger.end(id) else { preconditionFailure("a write ends that has not begun") }
        var offset = end - Int64(write.records.count)
        for record in write.records {
            image.apply(record, at: offset)
            ledger.note(record.group, upTo: end)
            forgetIfGone(record.group)
            offset = offset + 1
        }
        // All records of a batch but those of offsets that have aged are about one group.
        if let first = write.records.first { settleKind(of: first.group, at: moment) }
        let deadline = moment.uptime + configuration.commitTimeout
        if case .nobody = write.waiter { return }
        if !ledger.hold(write.waiter, for: end, until: deadline) {
            finish(write.waiter, failure: nil, at: moment)
        }
    }

    /// What somebody waits for is committed, or failed.
    private mutating func finish(_ waiter: Ledger.Waiter, failure: ErrorCode?, at moment: Moment) {
        switch waiter {
        case .answer(let call, let reply): answer(call, failure.map { reply.failed($0) } ?? reply)
        case .classic(let group, let persistence):
            wrote(group, persistence, failure, at: moment)
        case .nobody: break
        }
    }

    private mutating func resign(at moment: Moment) {
        for waiter in ledger.abandoned() {
            if case .answer(let call, let reply) = waiter { answer(call, reply.failed(.notCoordinator)) }
        }
        for (_, group) in classicGroups.sorted(by: { $0.key < $1.key }) {
            for effect in group.ended(.notCoordinator) {
                if case .answer(let call, let reply) = effect { answer(call, reply) }
            }
        }
        classicGroups = [:]
    }

    // MARK: - Time

    private mutating func tick(at moment: Moment) {
        for waiter in ledger.expired(at: moment.uptime) {
            finish(waiter, failure: ErrorCode.requestTimedOut.asCoordinator, at: moment)
        }
        for id in alarms.ring(at: moment.uptime) {
            tick(id, at: moment)
            expireConsumers(id, at: moment)
        }
        if nextExpiry <= moment.uptime {
            nextExpiry = moment.uptime + configuration.offsetExpiryInterval
            forgetMissedTopics()
            expireOffsets(at: moment)
        }
    }

    mutating func setAlarm(_ group: String, due: Duration) {
        alarms.set(group, due: due)
    }

    /// For a member that lets the broker choose its id.
    mutating func newConsumerID() -> String { Uuid.random(using: &random).description }

    /// Kafka's form of an id that nobody else has.
    mutating func uniqueID(after prefix: String) -> String {
        "\(prefix)-\(Uuid.random(using: &random).hexadecimal)"
    }
}

extension Uuid {
    /// In five groups, as RFC 9562 writes it.
    var hexadecimal: String {
        func digits(_ value: UInt64, _ count: Int) -> String {
            let text = String(value & (1 << UInt64(count * 4) - 1), radix: 16)
            return String(repeating: "0", count: count - text.count) + text
        }
        return [
            digits(high >> 32, 8), digits(high >> 16, 4), digits(high, 4), digits(low >> 48, 4),
            digits(low, 12),
        ].joined(separator: "-")
    }
}
