import MartletModel
import MartletProtocol
import Testing

@testable import MartletMetadata

/// What the leader of the quorum decides, writes and answers, and when.
@Suite struct ActiveControllerTests {
    private func errors(_ effects: [ActiveController.Effect]) -> [ErrorCode] {
        effects.compactMap { effect in
            switch effect.answered?.reply.message {
            case let reply as CreateTopicsResponse: reply.topics.first?.errorCode
            case let reply as DeleteTopicsResponse: reply.responses.first?.errorCode
            case let reply as AllocateProducerIdsResponse: reply.errorCode
            default: nil
            }
        }
    }

    /// The numbers of the records' types.
    private func types(_ records: [VersionedRecord]) -> [Int16] {
        records.map { type(of: $0.value.record).recordType }
    }

    // MARK: The beginning of a term

    @Test func `an empty log begins with the bootstrap records, as one metadata transaction`() throws {
        let bench = try ControllerWorkbench()
        #expect(types(bench.log) == [23, 12, 24])
        #expect(bench.batches == [3])
        #expect(bench.controller.image.metadataVersion == .latest)
    }

    @Test func `a metadata version without transactions begins without one`() throws {
        let old = VersionedRecord(
            .featureLevel(FeatureLevelRecord(name: MetadataVersion.feature, featureLevel: 12)))
        let bench = try ControllerWorkbench(bootstrap: [old])
        #expect(types(bench.log) == [12])
        #expect(bench.controller.image.metadataVersion?.rawValue == 12)
    }

    @Test func `a log with metadata is left as it is`() throws {
        #expect(try ControllerWorkbench(ClusterFixture()).log == [])
    }

    @Test func `a transaction that an earlier leader left open is aborted`() throws {
        var fixture = try ClusterFixture()
        fixture.apply([VersionedRecord(.beginTransaction(BeginTransactionRecord(name: "half")))])
        let bench = try ControllerWorkbench(fixture)
        #expect(types(bench.log) == [25])
    }

    // MARK: Deciding and answering

    @Test func `an answer leaves when the last record of its decision is committed`() throws {
        var bench = try ControllerWorkbench(ClusterFixture())
        let (id, answers) = bench.ask(.create("orders", partitions: 2))
        #expect(answers == [] && bench.log.count == 3)
        #expect(bench.step(.committed(upTo: bench.logEnd - 1)) == [])
        let committed = bench.commitAll()
        #expect(committed.map(\.answered?.id) == [id])
        #expect(errors(committed) == [.none])
        #expect(bench.controller.waitingCount == 0)
    }

    @Test func `decisions follow one another without waiting for their commits`() throws {
        var bench = try ControllerWorkbench(ClusterFixture())
        let (first, _) = bench.ask(.create("orders"))
        let (second, _) = bench.ask(.create("orders"))
        let (third, answers) = bench.ask(.delete("orders"))
        #expect(answers == [])
        let committed = bench.commitAll()
        #expect(committed.map(\.answered?.id) == [first, second, third])
        #expect(errors(committed) == [.none, .topicAlreadyExists, .none])
        #expect(bench.controller.image.topicCount == 0)
    }

    @Test func `what changes nothing waits for what it saw`() throws {
        var bench = try ControllerWorkbench(ClusterFixture())
        _ = bench.ask(.create("orders"))
        #expect(bench.ask(.create("orders")).answers == [])
        #expect(errors(bench.commitAll()) == [.none, .topicAlreadyExists])
        #expect(errors(bench.ask(.create("orders")).answers) == [.topicAlreadyExists])
    }

    /// Members are added one after the other while the new leader's node still applies what is committed.
    @Test func `a term may begin when the quorum's own records are not committed yet`() throws {
        let fixture = try ClusterFixture()
        var bench = try ControllerWorkbench(fixture, quorumRecords: 2)
        let (id, answers) = bench.ask(.delete("unknown"))
        #expect(answers == [] && bench.step(.committed(upTo: fixture.image.offset + 2)) == [])
        #expect(bench.commitAll().map(\.answered?.id) == [id])
    }

    @Test func `answers tell up to where an image must reach for them`() throws {
        var bench = try ControllerWorkbench(ClusterFixture())
        _ = bench.ask(.create("orders"))
        let end = bench.logEnd
        _ = bench.ask(.create("trades"))
        guard case .answer(_, _, let upTo)? = bench.commitAll().first else {
            Issue.record("there is no answer")
            return
        }
        #expect(upTo == end)
    }

    @Test func `producer ids are given to the broker that is registered, once each`() throws {
        let fixture = try ClusterFixture()
        let epoch = fixture.image.brokers[1]?.epoch ?? .none
        var bench = try ControllerWorkbench(fixture)
        var firsts: [ProducerID] = []
        for _ in 1...2 {
            _ = bench.ask(.allocateProducerIds(.init(brokerId: 1, brokerEpoch: epoch)))
            for effect in bench.commitAll() {
                let reply = effect.answered?.reply.message as? AllocateProducerIdsResponse
                firsts.append(reply?.producerIdStart ?? .none)
            }
        }
        #expect(firsts == [0, 1000])
        let stale = bench.ask(.allocateProducerIds(.init(brokerId: 1, brokerEpoch: 9_999))).answers
        #expect(errors(stale) == [.staleBrokerEpoch])
    }

    @Test func `who has handed over leads again when it has not said for long that it is damaged`() throws {
        var fixture = try ClusterFixture(brokers: 3)
        fixture.add("t", .init(leader: 1))
        let epoch = fixture.image.brokers[1]?.epoch ?? .none
        var timing = ControllerTiming.patient
        timing.balanceInterval = .seconds(10)
        var bench = try ControllerWorkbench(fixture, timing: timing)
        func leader() -> BrokerID? {
            bench.controller.image.topic(ClusterFixture.topic("t"))?.partition(0)?.leader
        }
        func handOver(in leaderEpoch: LeaderEpoch) {
            let topics: [HandOverLeadershipRequest.TopicData] = [
                .init(
                    topicId: ClusterFixture.topic("t"),
                    partitions: [.init(partitionIndex: 0, leaderEpoch: leaderEpoch)])
            ]
            _ = bench.ask(.handOverLeadership(.init(brokerId: 1, brokerEpoch: epoch, topics: topics)))
            _ = bench.commitAll()
        }
        func pass(until seconds: Int) {
            while bench.uptime < .seconds(seconds) {
                bench.uptime += .seconds(5)
                _ = bench.step(.ticked)
                _ = bench.commitAll()
            }
        }
        handOver(in: 5)
        #expect(leader() == 2)
        pass(until: 50)
        #expect(leader() == 2)
        handOver(in: 6)
        pass(until: 105)
        #expect(leader() == 2)
        pass(until: 120)
        #expect(leader() == 1)
    }

    // MARK: When it does not go well

    @Test(arguments: [
        (ActiveController.AppendFailure.noRoom, ErrorCode.kafkaStorageError),
        (.tooLarge, .policyViolation), (.refused, .unknownServerError),
    ])
    func `a change that the log does not take is refused, and the next is tried`(
        failure: ActiveController.AppendFailure, code: ErrorCode
    ) throws {
        var bench = try ControllerWorkbench(ClusterFixture())
        bench.failure = failure
        #expect(errors(bench.ask(.create("orders")).answers) == [code])
        #expect(bench.controller.image.topicCount == 0)
        _ = bench.ask(.create("orders"))
        #expect(errors(bench.commitAll()) == [.none])
    }

    @Test func `items that were refused anyway keep their errors when the disk is full`() throws {
        var bench = try ControllerWorkbench(ClusterFixture())
        _ = bench.ask(.create("orders"))
        _ = bench.commitAll()
        bench.failure = .noRoom
        let reply = bench.ask(.create("orders", "trades")).answers.first?.answered?.reply.message
        let topics = (reply as? CreateTopicsResponse)?.topics ?? []
        #expect(Set(topics.map(\.errorCode)) == [.topicAlreadyExists, .kafkaStorageError])
    }

    @Test func `whoever waits when the term ends is told that this is not the controller`() throws {
        var bench = try ControllerWorkbench(ClusterFixture())
        let (first, _) = bench.ask(.create("orders"))
        let (second, _) = bench.ask(.delete("unknown"))
        let deposed = bench.step(.deposed)
        #expect(deposed.map(\.answered?.id) == [first, second])
        #expect(errors(deposed) == [.notController, .unknownTopicOrPartition])
        #expect(bench.controller.waitingCount == 0 && bench.controller.nextDeadline == nil)
    }

    @Test func `too many waiting requests are refused`() throws {
        var bench = try ControllerWorkbench(ClusterFixture())
        _ = bench.ask(.create("orders"))
        for _ in 1..<ActiveController.maxWaitingRequests {
            #expect(bench.ask(.create("orders")).answers == [])
        }
        #expect(errors(bench.ask(.create("orders")).answers) == [.requestTimedOut])
        #expect(bench.commitAll().count == ActiveController.maxWaitingRequests)
        #expect(errors(bench.ask(.create("orders")).answers) == [.topicAlreadyExists])
    }

    // MARK: Unasked

    @Test func `a quiet log gets a record that says nothing`() throws {
        var timing = ControllerTiming.patient
        timing.idleInterval = .milliseconds(500)
        let fixture = try ClusterFixture()
        let own = try #require(fixture.image.brokers[1])
        var bench = try ControllerWorkbench(
            fixture, own: .init(broker: 1, incarnationID: own.incarnationID), timing: timing)
        #expect(bench.controller.nextDeadline == .milliseconds(500))
        bench.uptime = .milliseconds(499)
        #expect(bench.step(.ticked) == [] && bench.log == [])
        bench.uptime = .milliseconds(500)
        #expect(bench.step(.ticked) == [])
        #expect(types(bench.log) == [20])
        bench.uptime = .milliseconds(700)
        _ = bench.ask(.create("orders"))
        #expect(bench.controller.nextDeadline == .milliseconds(1200))
    }

    // MARK: Brokers that die

    private func isFenced(_ broker: BrokerID, _ bench: ControllerWorkbench) -> Bool? {
        bench.controller.image.brokers[broker]?.isFenced
    }

    @Test func `a broker whose connection breaks is fenced at once if nobody listens there`() throws {
        var fixture = try ClusterFixture(brokers: 2)
        fixture.create(.named("t", assigned: [[1, 2]]))
        let broker = try #require(fixture.image.brokers[1])
        var bench = try ControllerWorkbench(fixture)
        #expect(
            bench.step(.suspected(1, broker.epoch)) == [.check(1, broker.epoch, at: broker.endpoints)])
        #expect(bench.step(.checked(1, broker.epoch, .unclear)) == [])
        bench.uptime = .milliseconds(10)
        #expect(bench.step(.ticked) == [.check(1, broker.epoch, at: broker.endpoints)])
        #expect(isFenced(1, bench) == false)
        #expect(bench.step(.checked(1, broker.epoch, .refused)) == [])
        #expect(isFenced(1, bench) == true && isFenced(2, bench) == false)
        #expect(bench.controller.image.topic(named: "t")?.partition(0)?.leader == 2)
    }

    @Test func `a new controller looks after brokers that do not report to it`() throws {
        let fixture = try ClusterFixture(brokers: 3)
        let brokers = fixture.image.brokers
        let own = try #require(brokers[3])
        var bench = try ControllerWorkbench(
            fixture, own: .init(broker: 3, incarnationID: own.incarnationID))
        let beat = BrokerHeartbeatRequest(
            brokerId: 1, brokerEpoch: try #require(brokers[1]?.epoch), currentMetadataOffset: 100)
        _ = bench.ask(.brokerHeartbeat(beat))
        bench.uptime = .milliseconds(249)
        #expect(bench.step(.ticked) == [])
        bench.uptime = .milliseconds(250)
        let silent = try #require(brokers[2])
        #expect(bench.step(.ticked) == [.check(2, silent.epoch, at: silent.endpoints)])
        #expect(bench.step(.checked(2, silent.epoch, .answered)) == [])
        #expect(isFenced(2, bench) == false)
    }

    @Test func `nobody looks after a broker that is fenced, or was registered again`() throws {
        var fixture = try ClusterFixture(brokers: 2)
        let old = try #require(fixture.image.brokers[1]?.epoch)
        try fixture.start(1)
        fixture.fence(2)
        var bench = try ControllerWorkbench(fixture)
        #expect(bench.step(.suspected(1, old)) == [])
        #expect(bench.step(.suspected(2, try #require(fixture.image.brokers[2]?.epoch))) == [])
        #expect(bench.step(.checked(1, old, .refused)) == [])
        #expect(isFenced(1, bench) == false)
    }
}
