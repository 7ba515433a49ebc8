import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct BrokerPartitionChangesTests {
    enum Event {
        case fenced(BrokerID)
        case unfenced(BrokerID)
        case shuttingDown(BrokerID)
        case unregistered(BrokerID)
        case restarted(BrokerID, isClean: Bool, hasNewDisk: Bool = false)
        case lostDirectory(BrokerID)

        func records(_ cluster: ClusterFixture) -> [VersionedRecord] {
            let (controller, image) = (cluster.controller, cluster.image)
            switch self {
            case .fenced(let broker): return controller.partitionChanges(whenFenced: broker, image: image)
            case .unfenced(let broker): return controller.partitionChanges(whenUnfenced: broker, image: image)
            case .shuttingDown(let broker):
                return controller.partitionChanges(whenShuttingDown: broker, image: image)
            case .unregistered(let broker):
                return controller.partitionChanges(whenUnregistered: broker, image: image)
            case .restarted(let broker, let isClean, let hasNewDisk):
                return controller.partitionChanges(
                    whenRestarted: broker, isClean: isClean,
                    directories: hasNewDisk
                        ? [DirectoryID(Uuid(high: 8, low: 1))] : [ClusterFixture.directory(of: broker)],
                    image: image)
            case .lostDirectory(let broker):
                let directory = ClusterFixture.directory(of: broker)
                return controller.partitionChanges(whenOffline: [directory], of: broker, image: image)
            }
        }
    }

    struct Row: CustomTestStringConvertible {
        var given: PartitionState
        var event: Event
        /// Nil: nothing is written.
        var becomes: PartitionState?
        var hasEligibleLeaders = false
        var minInSync = 1
        var allowsUnclean = false
        var fenced: [BrokerID] = []

        init(_ given: PartitionState, _ event: Event, _ becomes: PartitionState?) {
            (self.given, self.event, self.becomes) = (given, event, becomes)
        }

        func minInSync(_ count: Int) -> Row { with { $0.minInSync = count } }
        var eligible: Row { with { $0.hasEligibleLeaders = true } }
        var unclean: Row { with { $0.allowsUnclean = true } }
        func fencing(_ brokers: BrokerID...) -> Row { with { $0.fenced = brokers } }

        private func with(_ change: (inout Row) -> Void) -> Row {
            var row = self
            change(&row)
            return row
        }

        var testDescription: String {
            "\(given) when \(event): \(becomes?.description ?? "nothing")"
                + (hasEligibleLeaders ? " [ELR, min \(minInSync)]" : "") + (allowsUnclean ? " [unclean]" : "")
        }
    }

    static let isrOnly = [
        // A leader that leaves hands over to the next in sync, in the order of the replicas.
        Row(.init(leader: 1), .fenced(1), .init(isr: [2, 3], leader: 2, leaderEpoch: 6)),
        Row(
            .init([3, 1, 2], leader: 1), .fenced(1),
            .init([3, 1, 2], isr: [3, 2], leader: 3, leaderEpoch: 6)),
        Row(.init(leader: 1), .shuttingDown(1), .init(isr: [2, 3], leader: 2, leaderEpoch: 6)),
        Row(.init(leader: 1), .restarted(1, isClean: true), .init(isr: [2, 3], leader: 2, leaderEpoch: 6)),
        Row(.init(leader: 1), .unregistered(1), .init(isr: [2, 3], leader: 2, leaderEpoch: 6)),
        Row(.init(leader: 1), .lostDirectory(1), .init(isr: [2, 3], leader: 2, leaderEpoch: 6)),
        // A follower that leaves changes the ISR alone.
        Row(.init(leader: 1), .fenced(3), .init(isr: [1, 2], leader: 1)),
        Row(.init(isr: [1, 2], leader: 1), .fenced(3), nil),
        // The next in sync is itself fenced: the one after it.
        Row(.init(leader: 1), .fenced(1), .init(isr: [2, 3], leader: 3, leaderEpoch: 6)).fencing(2),
        // The last in sync stays in the ISR, and nobody leads.
        Row(.init(isr: [1], leader: 1), .fenced(1), .init(isr: [1], leader: nil, leaderEpoch: 6)),
        Row(.init(isr: [1], leader: 1), .unregistered(1), .init(isr: [1], leader: nil, leaderEpoch: 6)),
        Row(
            .init(isr: [1], leader: 1), .restarted(1, isClean: false),
            .init(isr: [1], leader: nil, leaderEpoch: 6)),
        Row(.init(isr: [1], leader: nil), .fenced(1), nil),
        // Only it may lead again.
        Row(.init(isr: [1], leader: nil), .unfenced(1), .init(isr: [1], leader: 1, leaderEpoch: 6)).fencing(
            1),
        Row(.init(isr: [1], leader: nil), .unfenced(2), nil).fencing(1, 2),
        Row(.init(leader: 1), .unfenced(2), nil).fencing(2),
        // Unless the topic takes whoever is there.
        Row(
            .init(isr: [1], leader: 1), .fenced(1),
            .init(isr: [2], leader: 2, isRecovering: true, leaderEpoch: 6)
        ).unclean,
        Row(
            .init(isr: [1], leader: nil), .unfenced(3),
            .init(isr: [3], leader: 3, isRecovering: true, leaderEpoch: 6)
        ).unclean.fencing(1, 2, 3),
        Row(.init(isr: [1], leader: 1), .fenced(1), .init(isr: [1], leader: nil, leaderEpoch: 6))
            .unclean.fencing(2, 3),
        // What a broker leaves may complete a reassignment.
        Row(
            .init([2, 3, 1], isr: [1, 2, 3], leader: 1, removing: [1]), .fenced(1),
            .init([2, 3], isr: [2, 3], leader: 2, leaderEpoch: 6)),
    ]

    static let withEligibleLeaders = [
        // Above the minimum nobody is eligible outside the ISR.
        Row(.init(leader: 1), .fenced(1), .init(isr: [2, 3], leader: 2, leaderEpoch: 6)).minInSync(2),
        // Below it those that leave are.
        Row(
            .init(isr: [1, 2], leader: 1), .fenced(1),
            .init(isr: [2], leader: 2, eligible: [1], leaderEpoch: 6)
        ).minInSync(2),
        Row(
            .init(isr: [2], leader: 2, eligible: [1]), .fenced(2),
            .init(isr: [], leader: nil, eligible: [1, 2], lastKnown: [2], leaderEpoch: 6)
        ).minInSync(2).fencing(1),
        Row(
            .init(isr: [2], leader: 2, eligible: [1]), .fenced(2),
            .init(isr: [1], leader: 1, eligible: [2], leaderEpoch: 6)
        ).minInSync(2),
        // min.insync.replicas above the number of replicas means all of them.
        Row(
            .init([1, 2], leader: 1), .fenced(2), .init([1, 2], isr: [1], leader: 1, eligible: [2])
        ).minInSync(5),
        Row(
            .init(isr: [1], leader: 1), .fenced(1),
            .init(isr: [], leader: nil, eligible: [1], lastKnown: [1], leaderEpoch: 6)),
        Row(
            .init(isr: [], leader: nil, eligible: [1, 2], lastKnown: [2]), .unfenced(1),
            .init(isr: [1], leader: 1, eligible: [2], leaderEpoch: 6)
        ).minInSync(2).fencing(1, 2),
        // A minimum that one replica reaches leaves nobody else eligible.
        Row(
            .init(isr: [], leader: nil, eligible: [1, 2], lastKnown: [2]), .unfenced(1),
            .init(isr: [1], leader: 1, leaderEpoch: 6)
        ).fencing(1, 2),
        // A broker whose disk may have lost records is not eligible; it is what comes last.
        Row(
            .init(isr: [1, 2], leader: 1), .restarted(1, isClean: false),
            .init(isr: [2], leader: 2, leaderEpoch: 6)
        ).minInSync(2),
        Row(
            .init(isr: [1, 2], leader: 1), .restarted(1, isClean: true),
            .init(isr: [2], leader: 2, eligible: [1], leaderEpoch: 6)
        ).minInSync(2),
        Row(
            .init(isr: [2], leader: 2, eligible: [1, 3]), .restarted(3, isClean: false),
            .init(isr: [2], leader: 2, eligible: [1])
        ).minInSync(3),
        Row(.init(isr: [2], leader: 2, eligible: [1, 3]), .restarted(3, isClean: true), nil).minInSync(3),
        Row(
            .init(isr: [1], leader: 1), .restarted(1, isClean: false),
            .init(isr: [], leader: nil, lastKnown: [1], leaderEpoch: 6)),
        Row(
            .init(isr: [], leader: nil, lastKnown: [1]), .unfenced(1),
            .init(isr: [1], leader: 1, isRecovering: true, leaderEpoch: 6)
        ).fencing(1),
        Row(.init(isr: [], leader: nil, lastKnown: [1]), .unfenced(2), nil).fencing(1, 2),
        Row(
            .init(isr: [], leader: nil, lastKnown: [1]), .unfenced(2),
            .init(isr: [2], leader: 2, isRecovering: true, leaderEpoch: 6)
        ).unclean.fencing(1, 2),
        // Who had everything last is nearer to it than who led last, unless its disk is another one.
        Row(
            .init(isr: [], leader: nil, eligible: [3], lastKnown: [1]), .restarted(3, isClean: false),
            .init(isr: [], leader: nil, lastKnown: [3])),
        Row(
            .init(isr: [], leader: nil, eligible: [3], lastKnown: [1]),
            .restarted(3, isClean: false, hasNewDisk: true),
            .init(isr: [1], leader: 1, isRecovering: true, leaderEpoch: 6)),
        Row(
            .init(isr: [3], leader: 3), .restarted(3, isClean: false, hasNewDisk: true),
            .init(isr: [], leader: nil, lastKnown: [3], leaderEpoch: 6)),
        // While somebody is eligible the last known leader has to wait.
        Row(.init(isr: [], leader: nil, eligible: [2], lastKnown: [1]), .unfenced(1), nil).fencing(1, 2),
        Row(
            .init(isr: [2], leader: 2, eligible: [1, 3]), .unregistered(3),
            .init(isr: [2], leader: 2, eligible: [1])
        ).minInSync(3),
        Row(
            .init(isr: [1, 2], leader: 1), .unregistered(1), .init(isr: [2], leader: 2, leaderEpoch: 6)
        ).minInSync(2),
    ].map(\.eligible)

    @Test(arguments: isrOnly + withEligibleLeaders)
    func `a partition follows what happens to a broker`(_ row: Row) throws {
        var cluster = try ClusterFixture(brokers: 3)
        if row.hasEligibleLeaders { cluster.enableEligibleLeaders() }
        cluster.add(
            "t", row.given,
            configs: [
                "min.insync.replicas": "\(row.minInSync)",
                "unclean.leader.election.enable": "\(row.allowsUnclean)",
            ])
        row.fenced.forEach { cluster.fence($0) }
        let records = row.event.records(cluster)
        cluster.apply(records)
        #expect(records.isEmpty == (row.becomes == nil))
        #expect(cluster.state() == row.becomes ?? row.given)
        let changes: Int32 = records.isEmpty ? 0 : 1
        #expect(
            cluster.partition()?.partitionEpoch
                == PartitionEpoch(ClusterFixture.partitionEpoch.rawValue + changes))
    }

    @Test func `only partitions that the broker is part of change, topics in the order of their names`()
        throws
    {
        var cluster = try ClusterFixture(brokers: 3)
        for name in ["c", "a", "b"] {
            cluster.add(name, .init([2, 3], leader: 2), .init([1, 2], leader: 2), .init([3, 1], leader: 3))
        }
        let records = cluster.controller.partitionChanges(whenFenced: 1, image: cluster.image)
        let named = records.map { record -> String in
            guard case .partitionChange(let change) = record.value else { return "?" }
            return (cluster.image.topic(change.topicId)?.name ?? "?") + "\(change.partitionId)"
        }
        #expect(named == ["a1", "a2", "b1", "b2", "c1", "c2"])
        #expect(records.allSatisfy { $0.version == 2 })
    }

    @Test func `a lost directory takes only the replicas in it`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("t", .init(leader: 1))
        let other = DirectoryID(Uuid(high: 7, low: 1))
        #expect(
            cluster.controller.partitionChanges(whenOffline: [other], of: 1, image: cluster.image).isEmpty)
        #expect(cluster.controller.partitionChanges(whenOffline: [], of: 1, image: cluster.image).isEmpty)
    }

    @Test(arguments: [Int16(7), 11, 12, 16, 17, 22, 23, 30])
    func `a metadata version writes what it knows`(level: Int16) throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.enableEligibleLeaders()
        cluster.setLevel(of: MetadataVersion.feature, to: level)
        cluster.add("t", .init(isr: [1, 2], leader: 1), configs: ["min.insync.replicas": "2"])
        let records = cluster.controller.partitionChanges(whenFenced: 2, image: cluster.image)
        let record = try #require(records.first)
        #expect(record.version == (level >= 23 ? 2 : level >= 17 ? 1 : 0))
        #expect(throws: Never.self) { try record.encoded() }
        cluster.apply(records)
        // KAFKA-15021: before 3.6-IV0 an ISR that shrinks begins a leader epoch.
        #expect(cluster.partition()?.leaderEpoch == (level < 12 ? 6 : 5))
        #expect(cluster.partition()?.eligibleLeaderReplicas == (level >= 23 ? [2] : []))
    }

    @Test func `the minimum in force is the topic's, this node's, the cluster's, the start's`() throws {
        var cluster = try ClusterFixture(brokers: 3, settings: ["min.insync.replicas": "5"])
        cluster.add("t", .init(leader: 1))
        func minimum() -> Int {
            PartitionRules(cluster.controller.configuration, image: cluster.image)
                .minInSyncReplicas(ofTopic: "t")
        }
        #expect(minimum() == 5)
        cluster.set("min.insync.replicas", to: "4", of: .allBrokers)
        #expect(minimum() == 4)
        cluster.set("min.insync.replicas", to: "3", of: .broker(1))
        #expect(minimum() == 3)
        cluster.set("min.insync.replicas", to: "2", of: .topic("t"))
        #expect(minimum() == 2)
    }

    @Test(arguments: [
        (PartitionState(isr: [], leader: nil, eligible: [1, 2], lastKnown: [2]), [2] as [BrokerID], false),
        (PartitionState(isr: [], leader: nil, eligible: [3, 1], lastKnown: [2]), [3], false),
        (PartitionState(isr: [], leader: nil, lastKnown: [2]), [2], true),
        (PartitionState(isr: [1], leader: 1, eligible: [2]), [1], false),
    ])
    func `who is eligible is not forgotten with the old minimum, where nobody else may lead`(
        given: PartitionState, isr: [BrokerID], isRecovering: Bool
    ) throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.enableEligibleLeaders()
        cluster.add("t", given, configs: ["min.insync.replicas": "2"])
        cluster.add("u", given, configs: ["min.insync.replicas": "2"])
        for broker: BrokerID in [1, 2, 3] where broker != given.leader { cluster.fence(broker) }
        let request = IncrementalAlterConfigsRequest(
            resources: [
                .init(
                    resourceType: 2, resourceName: "t",
                    configs: [.init(name: "min.insync.replicas", configOperation: 0, value: "1")])
            ])
        cluster.apply(cluster.controller.incrementalAlterConfigs(request, image: cluster.image).records)
        #expect(cluster.state("t") == .init(isr: isr, leader: given.leader, isRecovering: isRecovering))
        #expect(cluster.state("u") == given)
        guard given.leader == nil else { return }
        cluster.apply(cluster.controller.partitionChanges(whenUnfenced: isr[0], image: cluster.image))
        #expect(cluster.state("t")?.leader == isr[0])
    }
}
