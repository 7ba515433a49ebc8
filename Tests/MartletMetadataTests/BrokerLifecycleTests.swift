import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct BrokerLifecycleTests {
    private static let incarnation = Uuid(high: 1, low: 2)
    private static let directories = [
        DirectoryID(Uuid(high: 7, low: 1)), DirectoryID(Uuid(high: 7, low: 2)),
    ]

    /// A broker, the time, and what it wants.
    private struct Broker {
        var machine: BrokerLifecycle
        var now: Duration = .seconds(50)
        var random = SeededGenerator(seed: 1)

        init(
            settings: [String: String] = [:], previousEpoch: BrokerEpoch = .none, keepsEpoch: Bool = false
        ) throws {
            let times = ["broker.heartbeat.interval.ms": "2000", "broker.session.timeout.ms": "9000"]
            let overrides = settings.merging(times) { set, _ in set }.sorted { $0.key < $1.key }.map {
                PropertiesText.Entry(key: $0.key, value: $0.value)
            }
            machine = BrokerLifecycle(
                .init(
                    session: try BrokerConfiguration(overrides: overrides).session, id: 1, clusterID: "c",
                    incarnationID: incarnation, endpoints: [], rack: nil, directories: directories,
                    previousEpoch: previousEpoch, keepsEpoch: keepsEpoch))
        }

        mutating func step(_ input: BrokerLifecycle.Input) -> [BrokerLifecycle.Effect] {
            var effects: [BrokerLifecycle.Effect] = []
            machine.step(input, now: now, random: &random, effects: &effects)
            return effects
        }

        /// Waits for what is due next.
        mutating func wait() -> [BrokerLifecycle.Effect] {
            now = max(now, machine.nextDeadline ?? now)
            return step(.ticked)
        }

        mutating func registered(_ call: BrokerLifecycle.CallID, epoch: BrokerEpoch) -> [BrokerLifecycle
            .Effect]
        {
            step(.registrationAnswered(call, .init(brokerEpoch: epoch)))
        }

        mutating func beaten(
            _ call: BrokerLifecycle.CallID, fenced: Bool = true, stop: Bool = false, error: ErrorCode = .none
        ) -> [BrokerLifecycle.Effect] {
            let response = BrokerHeartbeatResponse(
                errorCode: error, isCaughtUp: true, isFenced: fenced, shouldShutDown: stop)
            return step(.heartbeatAnswered(call, response))
        }

        mutating func applied(
            _ offset: Offset, epoch: BrokerEpoch?, incarnation: Uuid = incarnation,
            directories: [DirectoryID] = directories, version: MetadataVersion = .latest
        ) -> [BrokerLifecycle.Effect] {
            let registration = epoch.map {
                BrokerRegistration(
                    id: 1, epoch: $0, incarnationID: incarnation, endpoints: [], features: [:], rack: nil,
                    isFenced: true, isInControlledShutdown: false, directories: directories,
                    cordonedDirectories: nil, isMigratingFromZooKeeper: false)
            }
            return step(.applied(through: offset, registration: registration, version: version))
        }

        /// Goes on until it runs, with the epoch 7; the last call was 3.
        mutating func run() {
            _ = step(.started)
            _ = registered(1, epoch: 7)
            _ = applied(7, epoch: 7)
            _ = beaten(2)
            _ = step(.recovered)
            _ = beaten(3, fenced: false)
            precondition(machine.state == .running)
        }
    }

    private static func registration(
        previousEpoch: BrokerEpoch = .none, directories: [DirectoryID] = directories
    ) -> BrokerRegistrationRequest {
        BrokerRegistrationRequest(
            id: 1, clusterID: "c", incarnationID: incarnation, endpoints: [], rack: nil,
            directories: directories, previousEpoch: previousEpoch)
    }

    private static func beat(
        _ offset: Offset, epoch: BrokerEpoch = 7, fence: Bool = false, stop: Bool = false,
        offline: [DirectoryID] = [], cordoned: [DirectoryID]? = nil
    ) -> BrokerHeartbeatRequest {
        BrokerHeartbeatRequest(
            brokerId: 1, brokerEpoch: epoch, currentMetadataOffset: offset, wantFence: fence,
            wantShutDown: stop, offlineLogDirs: offline, cordonedLogDirs: cordoned)
    }

    @Test func `a broker registers, catches up, recovers, and then serves`() throws {
        var broker = try Broker(previousEpoch: 3)
        #expect(broker.machine.nextDeadline == nil)
        #expect(broker.step(.started) == [.register(1, Self.registration(previousEpoch: 3))])
        #expect(broker.registered(1, epoch: 7) == [.heartbeat(2, Self.beat(-1, fence: true))])
        #expect(broker.applied(5, epoch: 4, incarnation: .zero).isEmpty)
        #expect(broker.machine.state == .starting)
        #expect(broker.applied(7, epoch: 7) == [.recover])
        #expect(broker.beaten(2).isEmpty)
        #expect(broker.wait() == [.heartbeat(3, Self.beat(7, fence: true))])
        #expect(broker.beaten(3).isEmpty)
        #expect(broker.step(.recovered) == [.heartbeat(4, Self.beat(7))])
        #expect(broker.machine.state == .ready)
        #expect(broker.beaten(4, fenced: false) == [.serve])
        #expect(broker.machine.state == .running)
        let before = broker.now
        #expect(broker.wait() == [.heartbeat(5, Self.beat(7))])
        #expect(broker.now == before + .seconds(2))
    }

    @Test func `a broker does not serve before its epoch is kept for the next process`() throws {
        var broker = try Broker(keepsEpoch: true)
        _ = broker.step(.started)
        #expect(
            broker.registered(1, epoch: 7) == [.keepEpoch(7), .heartbeat(2, Self.beat(-1, fence: true))])
        #expect(broker.applied(7, epoch: 7) == [.recover])
        #expect(broker.beaten(2).isEmpty)
        #expect(broker.step(.recovered) == [.heartbeat(3, Self.beat(7, fence: true))])
        #expect(broker.beaten(3).isEmpty)
        #expect(broker.step(.epochKept(7)) == [.heartbeat(4, Self.beat(7))])
        #expect(broker.beaten(4, fenced: false) == [.serve])
    }

    @Test func `each epoch is kept, one after the other`() throws {
        var broker = try Broker(keepsEpoch: true)
        _ = broker.step(.started)
        _ = broker.registered(1, epoch: 7)
        _ = broker.applied(7, epoch: 7)
        _ = broker.beaten(2)
        _ = broker.step(.recovered)
        #expect(
            broker.beaten(3, error: .staleBrokerEpoch) == [.register(4, Self.registration(previousEpoch: 7))])
        // The first is still being written.
        #expect(broker.registered(4, epoch: 9) == [.heartbeat(5, Self.beat(7, epoch: 9, fence: true))])
        #expect(broker.applied(9, epoch: 9).isEmpty)
        #expect(broker.step(.epochKept(7)) == [.keepEpoch(9)])
        #expect(broker.beaten(5) == [.heartbeat(6, Self.beat(9, epoch: 9, fence: true))])
        #expect(broker.step(.epochKept(9)).isEmpty)
        #expect(broker.beaten(6) == [.heartbeat(7, Self.beat(9, epoch: 9))])
    }

    @Test func `the metadata may show the registration before it is answered`() throws {
        var broker = try Broker()
        _ = broker.step(.started)
        #expect(broker.applied(7, epoch: 7).isEmpty)
        #expect(broker.registered(1, epoch: 7) == [.recover, .heartbeat(2, Self.beat(7, fence: true))])
    }

    @Test func `what happens during a call is told right after it`() throws {
        var broker = try Broker()
        _ = broker.step(.started)
        _ = broker.registered(1, epoch: 7)
        #expect(broker.applied(7, epoch: 7) == [.recover])
        #expect(broker.step(.recovered).isEmpty)
        #expect(broker.beaten(2) == [.heartbeat(3, Self.beat(7))])
    }

    @Test func `what fails is tried again, later each time, but not later than a heartbeat`() throws {
        var broker = try Broker()
        _ = broker.step(.started)
        var pauses: [Duration] = []
        for call in 1...9 as ClosedRange<UInt64> {
            #expect(broker.step(.callFailed(.init(call))).isEmpty)
            let before = broker.now
            #expect(broker.wait() == [.register(.init(call + 1), Self.registration())])
            pauses.append(broker.now - before)
        }
        for (pause, expected) in zip(pauses, [100, 200, 400, 800, 1600, 2000, 2000, 2000, 2000]) {
            #expect(pause >= .milliseconds(expected) * 0.8 && pause <= .milliseconds(expected) * 1.2)
        }
        #expect(Set(pauses).count == pauses.count)
    }

    @Test func `a controller that is found is asked at once, and the other's answer does not count`() throws {
        var broker = try Broker()
        _ = broker.step(.started)
        #expect(broker.step(.controllerFound) == [.register(2, Self.registration())])
        #expect(broker.registered(1, epoch: 5).isEmpty)
        #expect(broker.machine.epoch == nil)
        _ = broker.step(.callFailed(2))
        #expect(broker.step(.controllerFound) == [.register(3, Self.registration())])
    }

    @Test func `a call without an answer is given up before the lease ends`() throws {
        var broker = try Broker()
        broker.run()
        _ = broker.wait()
        let before = broker.now
        #expect(broker.wait().isEmpty)
        #expect(broker.now == before + .seconds(3))
        #expect(broker.wait() == [.heartbeat(5, Self.beat(7))])
        #expect(broker.now < before + .seconds(4))
        #expect(broker.beaten(4, fenced: true).isEmpty)
    }

    @Test(arguments: [
        (ErrorCode.inconsistentClusterId, true), (.unsupportedVersion, true),
        (.duplicateBrokerRegistration, false), (.notController, false), (.invalidRegistration, false),
    ])
    func `what no waiting heals ends the start`(error: ErrorCode, isFinal: Bool) throws {
        var broker = try Broker()
        _ = broker.step(.started)
        let effects = broker.step(.registrationAnswered(1, .init(errorCode: error)))
        #expect(effects == (isFinal ? [.fail(error)] : []))
        #expect((broker.machine.nextDeadline == nil) == isFinal)
    }

    @Test func `a broker that cannot register in time gives up`() throws {
        var broker = try Broker(settings: ["initial.broker.registration.timeout.ms": "1000"])
        let start = broker.now
        _ = broker.step(.started)
        var effects: [BrokerLifecycle.Effect] = []
        while !effects.contains(.fail(.requestTimedOut)), broker.now < start + .seconds(9) {
            effects = broker.wait()
            if case .register(let id, _)? = effects.first { _ = broker.step(.callFailed(id)) }
        }
        #expect(effects == [.fail(.requestTimedOut)])
        #expect(broker.now == start + .seconds(1))
        #expect(broker.step(.controllerFound).isEmpty)
    }

    @Test func `a broker that was fenced comes back by its heartbeats`() throws {
        var broker = try Broker()
        broker.run()
        _ = broker.wait()
        #expect(broker.beaten(4, fenced: true) == [.noteFenced])
        #expect(broker.machine.state == .running)
        #expect(broker.wait() == [.heartbeat(5, Self.beat(7))])
        #expect(broker.beaten(5, fenced: false) == [.noteUnfenced])
    }

    @Test(arguments: [ErrorCode.staleBrokerEpoch, .brokerIdNotRegistered])
    func `a broker that the controller does not know registers again and need not recover`(
        error: ErrorCode
    ) throws {
        var broker = try Broker()
        broker.run()
        _ = broker.wait()
        #expect(
            broker.beaten(4, error: error)
                == [.noteFenced, .register(5, Self.registration(previousEpoch: 7))])
        #expect(broker.registered(5, epoch: 20) == [.heartbeat(6, Self.beat(7, epoch: 20))])
        #expect(broker.beaten(6, fenced: true).isEmpty)
        #expect(broker.applied(20, epoch: 20) == [.heartbeat(7, Self.beat(20, epoch: 20))])
        #expect(broker.beaten(7, fenced: false) == [.noteUnfenced])
        #expect(broker.machine.epoch == 20)
    }

    @Test func `directories that are lost or closed are told at once, and ever after`() throws {
        var broker = try Broker()
        broker.run()
        let lost = [Self.directories[1]]
        #expect(broker.step(.directoriesLost(lost)) == [.heartbeat(4, Self.beat(7, offline: lost))])
        _ = broker.beaten(4, fenced: false)
        #expect(broker.step(.directoriesLost(lost)).isEmpty)
        #expect(
            broker.step(.directoriesCordoned(Self.directories))
                == [.heartbeat(5, Self.beat(7, offline: lost, cordoned: Self.directories))])
        #expect(
            broker.beaten(5, error: .staleBrokerEpoch).last
                == .register(
                    6, Self.registration(previousEpoch: 7, directories: [Self.directories[0]])))
    }

    @Test func `a registration without directories is made good once the metadata can tell of them`() throws {
        var broker = try Broker()
        broker.run()
        let old = MetadataVersion(rawValue: 16)
        #expect(broker.applied(8, epoch: 7, directories: [], version: old).isEmpty)
        #expect(
            broker.applied(9, epoch: 7, directories: [])
                == [.register(4, Self.registration(previousEpoch: 7))])
        #expect(broker.registered(4, epoch: 7) == [.heartbeat(5, Self.beat(9))])
        #expect(broker.applied(10, epoch: 7, directories: []).isEmpty)
        #expect(broker.machine.state == .running)
    }

    // MARK: The end

    @Test func `a broker stops when the controller lets it go`() throws {
        var broker = try Broker()
        broker.run()
        #expect(broker.step(.shutdownRequested) == [.heartbeat(4, Self.beat(7, stop: true))])
        #expect(broker.machine.state == .pendingControlledShutdown)
        let before = broker.now
        #expect(broker.beaten(4, fenced: false).isEmpty)
        #expect(broker.wait() == [.heartbeat(5, Self.beat(7, stop: true))])
        #expect(broker.now == before + .milliseconds(10))
        #expect(broker.beaten(5, stop: true) == [.stop])
        #expect(broker.machine.nextDeadline == nil)
        #expect(broker.step(.shutdownRequested).isEmpty)
    }

    @Test(arguments: [true, false])
    func `a broker that nobody knows stops at once, and so does one that shall not hand over`(
        isKnown: Bool
    ) throws {
        var broker = try Broker(settings: isKnown ? ["controlled.shutdown.enable": "false"] : [:])
        if isKnown { broker.run() } else { _ = broker.step(.started) }
        #expect(broker.step(.shutdownRequested) == [.stop])
    }

    @Test func `a broker does not wait longer for a controller than it would be waited for`() throws {
        var broker = try Broker()
        broker.run()
        _ = broker.step(.shutdownRequested)
        let begun = broker.now
        var effects: [BrokerLifecycle.Effect] = []
        while !effects.contains(.stop), broker.now < begun + .seconds(400) {
            effects = broker.wait()
            if case .heartbeat(let id, _)? = effects.first { _ = broker.step(.callFailed(id)) }
        }
        #expect(effects == [.stop])
        #expect(broker.now == begun + .seconds(9))
    }

    @Test func `five minutes are enough`() throws {
        var broker = try Broker()
        broker.run()
        var effects = broker.step(.shutdownRequested)
        let begun = broker.now
        while !effects.contains(.stop), broker.now < begun + .seconds(400) {
            if case .heartbeat(let id, _)? = effects.first { _ = broker.beaten(id, fenced: false) }
            effects = broker.wait()
        }
        #expect(effects == [.stop])
        #expect(broker.now == begun + .seconds(300))
    }

    @Test func `a broker that was replaced while it stops has nothing to wait for`() throws {
        var broker = try Broker()
        broker.run()
        _ = broker.step(.shutdownRequested)
        #expect(broker.beaten(4, error: .staleBrokerEpoch) == [.stop])
    }
}
