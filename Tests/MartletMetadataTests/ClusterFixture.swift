import MartletMetadata
import MartletModel
import MartletProtocol

/// A controller and the image that its decisions made, without a log in between.
struct ClusterFixture {
    var controller: Controller
    var image = ClusterImage()
    var random = SeededGenerator(seed: 1)
    var now: Duration = .seconds(100)
    var tracker = HeartbeatTracker(
        sessionTimeout: .seconds(9), image: ClusterImage(), own: nil, now: .seconds(100))

    /// Brokers 1 … count, unfenced, each with one directory; broker n is in rack `racks[n − 1]`.
    init(brokers count: Int32 = 1, racks: [String?] = [], settings: [String: String] = [:]) throws {
        let overrides = settings.sorted { $0.key < $1.key }.map {
            PropertiesText.Entry(key: $0.key, value: $0.value)
        }
        controller = Controller(configuration: try BrokerConfiguration(overrides: overrides))
        apply(controller.activate(image, bootstrap: Controller.initialFeatures))
        for number in 1...count {
            let rack = racks.isEmpty ? nil : racks[Int(number) - 1]
            try start(BrokerID(number), rack: rack)
        }
    }

    static func directory(of broker: BrokerID) -> DirectoryID {
        DirectoryID(Uuid(high: 7, low: 1000 + UInt64(broker.rawValue)))
    }

    /// The image as it would be with these records; what cannot be applied is a test's mistake.
    mutating func apply(_ records: [VersionedRecord]) {
        for record in records {
            do {
                try image.apply(record.value)
            } catch {
                preconditionFailure("\(record) cannot be applied: \(error)")
            }
            image.advance(through: image.offset + 1, epoch: 1)
        }
    }

    /// A registration that a broker of its own machine could send.
    static func registration(
        of broker: BrokerID, incarnation: Uuid, rack: String? = nil, previousEpoch: BrokerEpoch = .none,
        host: String? = nil, directory: DirectoryID? = nil
    ) -> BrokerRegistrationRequest {
        BrokerRegistrationRequest(
            id: broker, clusterID: clusterID, incarnationID: incarnation,
            endpoints: [Listener(name: "PLAINTEXT", host: host ?? "b\(broker)", port: 9092)], rack: rack,
            directories: [directory ?? Self.directory(of: broker)], previousEpoch: previousEpoch)
    }

    static let clusterID = "cluster"

    @discardableResult
    mutating func register(_ request: BrokerRegistrationRequest) throws -> Decision<BrokerEpoch> {
        let decision = try controller.registerBroker(
            request, clusterID: Self.clusterID, image: image, tracker: &tracker,
            nextOffset: image.offset + 1, now: now)
        apply(decision.records)
        return decision
    }

    /// A new process, once the session of an earlier one is over.
    mutating func register(_ broker: BrokerID, rack: String? = nil) throws {
        now += tracker.sessionTimeout
        try register(
            Self.registration(of: broker, incarnation: Uuid.random(using: &random), rack: rack))
    }

    @discardableResult
    mutating func heartbeat(
        _ broker: BrokerID, at offset: Offset? = nil, wantFence: Bool = false, wantShutDown: Bool = false,
        offline: [DirectoryID] = [], cordoned: [DirectoryID]? = nil
    ) throws -> Decision<BrokerHeartbeatResponse> {
        let request = BrokerHeartbeatRequest(
            brokerId: broker, brokerEpoch: image.brokers[broker]?.epoch ?? .none,
            currentMetadataOffset: offset ?? image.offset, wantFence: wantFence, wantShutDown: wantShutDown,
            offlineLogDirs: offline, cordonedLogDirs: cordoned)
        let decision = try controller.brokerHeartbeat(
            request, image: image, tracker: &tracker, nextOffset: image.offset + 1, now: now)
        apply(decision.records)
        return decision
    }

    mutating func start(_ broker: BrokerID, rack: String? = nil) throws {
        try register(broker, rack: rack)
        let epoch = image.brokers[broker]?.epoch ?? .none
        apply(try controller.unfenceBroker(broker, epoch: epoch, image: image).records)
    }

    mutating func fence(_ broker: BrokerID) {
        let epoch = image.brokers[broker]?.epoch ?? .none
        let change = BrokerRegistrationChangeRecord(brokerId: broker, brokerEpoch: epoch, fenced: 1)
        apply([VersionedRecord(.brokerRegistrationChange(change))])
    }

    /// Creates the topics and returns the reply.
    @discardableResult
    mutating func create(
        _ topics: CreateTopicsRequest.CreatableTopic..., validateOnly: Bool = false
    ) -> [CreateTopicsResponse.CreatableTopicResult] {
        let decision = controller.createTopics(
            CreateTopicsRequest(topics: topics, validateOnly: validateOnly), image: image, random: &random)
        apply(decision.records)
        return decision.reply.topics
    }
}

extension CreateTopicsRequest.CreatableTopic {
    static func named(
        _ name: String, partitions: Int32 = -1, replicas: Int16 = -1,
        assigned: [[BrokerID]] = [], configs: [String: String?] = [:]
    ) -> Self {
        Self(
            name: name, numPartitions: partitions, replicationFactor: replicas,
            assignments: assigned.enumerated().map {
                .init(partitionIndex: PartitionIndex(Int32($0)), brokerIds: $1)
            },
            configs: configs.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
    }
}

/// An error code and its message, for tables.
struct Answer: Equatable, CustomStringConvertible {
    var code: ErrorCode
    var message: String?

    init(_ code: ErrorCode, _ message: String?) {
        self.code = code
        self.message = message
    }

    var description: String { "\(code): \(message ?? "-")" }
}
