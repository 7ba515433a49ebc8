import MartletModel
import MartletProtocol

/// A broker's standing with the active controller, from the broker's side: registers it, keeps its lease by
/// heartbeats, asks to be unfenced once its logs are open, and takes its leave when it is to stop. Pure: time
/// is an input, calls and their answers are effects and inputs.
///
/// Legal transitions: starting → recovering → ready → running → pendingControlledShutdown → shuttingDown;
/// from each of the first four also straight to the last two. Being fenced, or losing the registration, is
/// not a state: a broker that is fenced while it runs comes back by its next heartbeat, one that is unknown
/// to the controller (STALE_BROKER_EPOCH) registers again, under the same incarnation.
///
/// Invariant: at most one call is under way; answers to others are passed over.
package struct BrokerLifecycle: Sendable {
    package enum State: Sendable, Equatable {
        /// Registers, then waits until its metadata shows the registration.
        case starting
        /// Its metadata is complete; its logs are being opened.
        case recovering
        /// Its logs are open; it wants to be unfenced.
        case ready
        /// It was unfenced: clients may come.
        case running
        /// Others take over what it leads.
        case pendingControlledShutdown
        /// It may stop; nothing more is sent.
        case shuttingDown
    }

    package struct CallID: NumericIdentifier {
        package let rawValue: UInt64

        package init(rawValue: UInt64) {
            self.rawValue = rawValue
        }
    }

    package enum Input: Sendable, Equatable {
        case started
        /// An active controller is known that was not known before.
        case controllerFound
        case registrationAnswered(CallID, BrokerRegistrationResponse)
        case heartbeatAnswered(CallID, BrokerHeartbeatResponse)
        /// No controller is known, or it was not reached, or it is not active.
        case callFailed(CallID)
        /// The node's image now contains everything through this offset, and this registration under the
        /// broker's id.
        case applied(through: Offset, registration: BrokerRegistration?, version: MetadataVersion?)
        /// All logs are open, or have failed.
        case recovered
        case directoriesLost([DirectoryID])
        case directoriesCordoned([DirectoryID])
        /// What `keepEpoch` asked for is durable, or cannot be had.
        case epochKept(BrokerEpoch)
        case shutdownRequested
        case ticked
    }

    package enum Effect: Sendable, Equatable {
        case register(CallID, BrokerRegistrationRequest)
        case heartbeat(CallID, BrokerHeartbeatRequest)
        /// Write down under which registration the logs are written to from now on. One at a time.
        case keepEpoch(BrokerEpoch)
        /// Open the logs. Once.
        case recover
        /// Let clients in. Once.
        case serve
        /// The controller has fenced the broker, or forgotten it, while it runs.
        case noteFenced
        /// It is back.
        case noteUnfenced
        /// Others lead what it led, or will see that it is gone: stop. Once.
        case stop
        /// It cannot become part of the cluster.
        case fail(ErrorCode)
    }

    package struct Settings: Sendable, Equatable {
        package var session: BrokerSessionConfiguration
        package var id: BrokerID
        package var clusterID: String
        /// Drawn for this process.
        package var incarnationID: Uuid
        package var endpoints: [Listener]
        package var rack: String?
        /// All that are online when the broker starts.
        package var directories: [DirectoryID]
        /// That of the last process, if it is certain that nothing was lost since then; else −1.
        package var previousEpoch: BrokerEpoch
        /// A crash loses nothing that was acknowledged: the next process is to know the epoch, before any
        /// partition counts on this one.
        package var keepsEpoch: Bool

        package init(
            session: BrokerSessionConfiguration, id: BrokerID, clusterID: String, incarnationID: Uuid,
            endpoints: [Listener], rack: String?, directories: [DirectoryID], previousEpoch: BrokerEpoch,
            keepsEpoch: Bool = false
        ) {
            self.session = session
            self.id = id
            self.clusterID = clusterID
            self.incarnationID = incarnationID
            self.endpoints = endpoints
            self.rack = rack
            self.directories = directories
            self.previousEpoch = previousEpoch
            self.keepsEpoch = keepsEpoch
        }
    }

    let settings: Settings
    package private(set) var state = State.starting
    /// Of the registration that counts; nil: there is none, or it was lost.
    package private(set) var epoch: BrokerEpoch?
    /// As far as the broker knows.
    package private(set) var isFenced = true

    private var appliedOffset: Offset = .none
    /// The epoch under which the image knows this process.
    private var appliedEpoch: BrokerEpoch?
    private var lostDirectories: [DirectoryID] = []
    private var cordonedDirectories: [DirectoryID]?
    /// The registration lacks the directories: it was made at an older metadata.version.
    private var mustTellDirectories = false
    private var hasToldDirectories = false

    private var isStarted = false
    private var hasRegistered = false
    private var startedAt: Duration = .zero
    private var lastCall: CallID = 0
    /// The call that is under way, and when it counts as lost.
    private var call: (id: CallID, deadline: Duration)?
    /// When the next call is due, if none is under way.
    private var nextCall: Duration?
    private var failures = 0
    /// When the broker was to stop, and the last good answer since, if there was any.
    private var shutdown: (begun: Duration, lastContact: Duration, answers: Int)?

    /// With which the next registration is sent.
    private var previousEpoch: BrokerEpoch
    /// The last that was kept, and the one that is being kept.
    private var keptEpoch: BrokerEpoch?
    private var keeping: BrokerEpoch?

    package init(_ settings: Settings) {
        self.settings = settings
        previousEpoch = settings.previousEpoch
    }

    /// When `ticked` is due; nil: only another input moves the broker on.
    package var nextDeadline: Duration? {
        guard isStarted, state != .shuttingDown else { return nil }
        let next = call?.deadline ?? nextCall
        let limits = [
            next, shutdown.map { min($0.begun + Self.longestShutdown, $0.lastContact + session) },
            registrationDeadline,
        ]
        return limits.compactMap { $0 }.min()
    }

    private var session: Duration { settings.session.sessionTimeout }

    private var registrationDeadline: Duration? {
        hasRegistered || shutdown != nil
            ? nil : startedAt + settings.session.initialRegistrationTimeout
    }

    private static let longestShutdown: Duration = .seconds(300)

    package mutating func step(
        _ input: Input, now: Duration, random: inout some RandomNumberGenerator, effects: inout [Effect]
    ) {
        guard state != .shuttingDown else { return }
        switch input {
        case .started: started(now)
        case .controllerFound: controllerFound(now)
        case .registrationAnswered(let id, let response):
            registrationAnswered(id, response, now, &random, &effects)
        case .heartbeatAnswered(let id, let response):
            heartbeatAnswered(id, response, now, &random, &effects)
        case .callFailed(let id): callFailed(id, now, &random)
        case .applied(let offset, let registration, let version):
            applied(through: offset, registration, version, now, &effects)
        case .recovered: recovered(now)
        case .directoriesLost(let directories): directoriesLost(directories, now)
        case .directoriesCordoned(let directories): directoriesCordoned(directories, now)
        case .epochKept(let epoch): epochKept(epoch, now, &effects)
        case .shutdownRequested: shutdownRequested(now, &effects)
        case .ticked: break
        }
        proceed(now, &random, &effects)
    }

    // MARK: - Inputs

    private mutating func started(_ now: Duration) {
        precondition(!isStarted, "a broker starts once")
        isStarted = true
        startedAt = now
        nextCall = now
    }

    /// What was asked of another may never be answered.
    private mutating func controllerFound(_ now: Duration) {
        guard isStarted else { return }
        call = nil
        failures = 0
        nextCall = now
    }

    private mutating func registrationAnswered(
        _ id: CallID, _ response: BrokerRegistrationResponse, _ now: Duration,
        _ random: inout some RandomNumberGenerator, _ effects: inout [Effect]
    ) {
        guard call?.id == id else { return }
        switch response.errorCode {
        case .none:
            call = nil
            failures = 0
            epoch = response.brokerEpoch
            previousEpoch = response.brokerEpoch
            hasRegistered = true
            hasToldDirectories = mustTellDirectories
            mustTellDirectories = false
            nextCall = now
            keepEpoch(&effects)
            recoverIfCaughtUp(&effects)
        case .inconsistentClusterId where state == .starting,
            .unsupportedVersion where state == .starting:
            state = .shuttingDown
            effects.append(.fail(response.errorCode))
        default:
            callFailed(id, now, &random)
        }
    }

    private mutating func heartbeatAnswered(
        _ id: CallID, _ response: BrokerHeartbeatResponse, _ now: Duration,
        _ random: inout some RandomNumberGenerator, _ effects: inout [Effect]
    ) {
        guard call?.id == id else { return }
        switch response.errorCode {
        case .none: break
        case .staleBrokerEpoch, .brokerIdNotRegistered:
            call = nil
            if shutdown != nil {
                // Nobody counts on this process any more.
                stop(&effects)
                return
            }
            epoch = nil
            nextCall = now
            changeFencing(true, &effects)
            return
        default:
            callFailed(id, now, &random)
            return
        }
        call = nil
        failures = 0
        let regular = now + settings.session.heartbeatInterval
        // Something may have happened meanwhile that the controller is to hear at once.
        nextCall = nextCall.map { min($0, regular) } ?? regular
        changeFencing(response.isFenced, &effects)
        if let current = shutdown {
            if response.shouldShutDown {
                stop(&effects)
                return
            }
            // Mostly it takes just as long as the others need to hear of it.
            let pause = min(Self.firstShutdownPause * (1 << min(current.answers, 10)), Self.longestPause)
            shutdown = (current.begun, now, current.answers + 1)
            nextCall = now + pause
        }
    }

    private static let firstShutdownPause: Duration = .milliseconds(10)
    private static let longestPause: Duration = .milliseconds(500)

    /// Waits for longer each time, and not as long as another broker in the same position.
    private mutating func callFailed(
        _ id: CallID, _ now: Duration, _ random: inout some RandomNumberGenerator
    ) {
        guard call?.id == id else { return }
        call = nil
        let pause = min(Self.firstBackoff * (1 << min(failures, 10)), settings.session.heartbeatInterval)
        failures += 1
        nextCall = now + pause * Double.random(in: 0.8...1.2, using: &random)
    }

    private static let firstBackoff: Duration = .milliseconds(100)

    private mutating func applied(
        through offset: Offset, _ registration: BrokerRegistration?, _ version: MetadataVersion?,
        _ now: Duration, _ effects: inout [Effect]
    ) {
        appliedOffset = max(offset, appliedOffset)
        let own = registration.flatMap { $0.incarnationID == settings.incarnationID ? $0 : nil }
        let wasCaughtUp = isCaughtUp
        appliedEpoch = own?.epoch
        if let own, let version, version >= .directories, own.directories.isEmpty, own.epoch == epoch,
            !hasToldDirectories
        {
            mustTellDirectories = true
            nextCall = now
        }
        recoverIfCaughtUp(&effects)
        // It was registered anew while it ran.
        if isCaughtUp, !wasCaughtUp, isFenced, wantsToServe { nextCall = now }
    }

    private var isCaughtUp: Bool { epoch != nil && appliedEpoch == epoch }

    private var wantsToServe: Bool { state == .ready || state == .running }

    private mutating func recoverIfCaughtUp(_ effects: inout [Effect]) {
        guard state == .starting, isCaughtUp else { return }
        state = .recovering
        effects.append(.recover)
    }

    private mutating func recovered(_ now: Duration) {
        guard state == .recovering else { return }
        state = .ready
        nextCall = now
    }

    private mutating func directoriesLost(_ directories: [DirectoryID], _ now: Duration) {
        let news = directories.filter { !lostDirectories.contains($0) }
        guard !news.isEmpty else { return }
        lostDirectories = (lostDirectories + news).sorted()
        nextCall = now
    }

    private mutating func directoriesCordoned(_ directories: [DirectoryID], _ now: Duration) {
        guard directories.sorted() != cordonedDirectories else { return }
        cordonedDirectories = directories.sorted()
        nextCall = now
    }

    private mutating func keepEpoch(_ effects: inout [Effect]) {
        guard settings.keepsEpoch, keeping == nil, let epoch, epoch != keptEpoch else { return }
        keeping = epoch
        effects.append(.keepEpoch(epoch))
    }

    private mutating func epochKept(_ kept: BrokerEpoch, _ now: Duration, _ effects: inout [Effect]) {
        guard keeping == kept else { return }
        (keptEpoch, keeping) = (kept, nil)
        keepEpoch(&effects)
        if isEpochKept, wantsToServe { nextCall = now }
    }

    private var isEpochKept: Bool { !settings.keepsEpoch || keptEpoch == epoch }

    private mutating func shutdownRequested(_ now: Duration, _ effects: inout [Effect]) {
        guard shutdown == nil else { return }
        guard settings.session.handsOverBeforeStop, epoch != nil else {
            stop(&effects)
            return
        }
        state = .pendingControlledShutdown
        shutdown = (now, now, 0)
        // What the call under way asks for is not wanted any more.
        call = nil
        nextCall = now
    }

    private mutating func stop(_ effects: inout [Effect]) {
        state = .shuttingDown
        (call, nextCall) = (nil, nil)
        effects.append(.stop)
    }

    private mutating func changeFencing(_ fenced: Bool, _ effects: inout [Effect]) {
        defer { isFenced = fenced }
        guard fenced != isFenced else { return }
        if fenced {
            if state == .running { effects.append(.noteFenced) }
        } else if state == .ready {
            state = .running
            effects.append(.serve)
        } else if state == .running {
            effects.append(.noteUnfenced)
        }
    }

    // MARK: - What is due

    private mutating func proceed(
        _ now: Duration, _ random: inout some RandomNumberGenerator, _ effects: inout [Effect]
    ) {
        guard isStarted, state != .shuttingDown else { return }
        if let shutdown, now >= min(shutdown.begun + Self.longestShutdown, shutdown.lastContact + session) {
            // Whoever is active has fenced it by now, or will.
            stop(&effects)
            return
        }
        if let deadline = registrationDeadline, now >= deadline {
            state = .shuttingDown
            effects.append(.fail(.requestTimedOut))
            return
        }
        if let lost = call, now >= lost.deadline { callFailed(lost.id, now, &random) }
        guard call == nil, let due = nextCall, now >= due else { return }
        lastCall = CallID(lastCall.rawValue + 1)
        // Soon enough that another call may still keep the lease.
        call = (lastCall, now + min(session / 3, settings.session.controllerRequestTimeout))
        nextCall = nil
        if let epoch, !mustTellDirectories || shutdown != nil {
            effects.append(.heartbeat(lastCall, heartbeat(epoch)))
        } else {
            effects.append(.register(lastCall, registration))
        }
    }

    private var registration: BrokerRegistrationRequest {
        BrokerRegistrationRequest(
            id: settings.id, clusterID: settings.clusterID, incarnationID: settings.incarnationID,
            endpoints: settings.endpoints, rack: settings.rack,
            directories: settings.directories.filter { !lostDirectories.contains($0) },
            previousEpoch: previousEpoch)
    }

    private func heartbeat(_ epoch: BrokerEpoch) -> BrokerHeartbeatRequest {
        BrokerHeartbeatRequest(
            brokerId: settings.id, brokerEpoch: epoch, currentMetadataOffset: appliedOffset,
            wantFence: shutdown == nil && !(wantsToServe && isEpochKept), wantShutDown: shutdown != nil,
            offlineLogDirs: lostDirectories, cordonedLogDirs: isCaughtUp ? cordonedDirectories : nil)
    }
}
