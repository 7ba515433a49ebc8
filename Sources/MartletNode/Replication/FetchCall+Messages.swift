import MartletMetadata
import MartletModel
import MartletProtocol
import MartletReplication
import MartletStorage
import NIOCore

private typealias AskedPart = MartletReplication.PartitionQuestion

/// A broker as it asks leaders for what its followers want.
struct ReplicaAsker: Sendable {
    var broker: BrokerID
    /// Of the broker's registration; −1: not known.
    var epoch: BrokerEpoch
    var limits: ReplicationConfiguration
}

/// A fetcher's request on its way, with what it takes to understand the answer.
struct OutgoingCall: Sendable {
    /// From this version on topics are named by their ids. Older leaders are not asked.
    static let leastFetchVersion: Int16 = 13

    let call: FetchCall
    let version: Int16
    /// Those of topics that the request names by name.
    private let names: [TopicID: String]

    init(_ call: FetchCall, version: Int16, image: ClusterImage) {
        self.call = call
        self.version = version
        names = Dictionary(
            call.namedTopics.compactMap { id in image.topic(id).map { (id, $0.name) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Header and body.
    func frame(correlationID: Int32, by asker: ReplicaAsker) throws(EncodeError) -> ByteBuffer {
        let clientID = "martlet-\(asker.broker)"
        switch call {
        case .fetch(let fetch):
            return try FetchRequest(fetch, by: asker, version).frame(
                version: version, correlationID: correlationID, clientID: clientID)
        case .epochEnds(let questions):
            return try OffsetForLeaderEpochRequest(questions, names, by: asker).frame(
                version: version, correlationID: correlationID, clientID: clientID)
        case .offsets(let questions):
            return try ListOffsetsRequest(questions, names, by: asker).frame(
                version: version, correlationID: correlationID, clientID: clientID)
        }
    }

    /// Takes the answer apart: header and body. The records stay where they are.
    func decode(_ frame: ByteBuffer, nextID: () -> UInt64) throws(DecodeError) -> FetchedAnswer {
        var reader = ProtocolReader(frame)
        _ = try ResponseHeader.decode(from: &reader, apiKey: call.apiKey, version: version)
        switch call {
        case .fetch:
            return FetchedAnswer(try FetchResponse(from: &reader, version: version), nextID: nextID)
        case .epochEnds:
            let response = try OffsetForLeaderEpochResponse(from: &reader, version: version)
            return FetchedAnswer(parts: response.topics.flatMap { parts(of: $0) })
        case .offsets:
            let response = try ListOffsetsResponse(from: &reader, version: version)
            return FetchedAnswer(parts: response.topics.flatMap { parts(of: $0) })
        }
    }

    private func parts(
        of topic: OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult
    ) -> [FetchCallAnswer.Part] {
        guard let id = topicID(topic.topic) else { return [] }
        return topic.partitions.map { found in
            let end = EpochEnd(epoch: found.leaderEpoch, endOffset: found.endOffset)
            return .init(
                PartitionKey(topicID: id, partition: found.partition),
                found.errorCode == .none ? .epochEnd(end) : .refused(found.errorCode))
        }
    }

    private func parts(
        of topic: ListOffsetsResponse.ListOffsetsTopicResponse
    ) -> [FetchCallAnswer.Part] {
        guard let id = topicID(topic.name) else { return [] }
        return topic.partitions.map { found in
            .init(
                PartitionKey(topicID: id, partition: found.partitionIndex),
                found.errorCode == .none ? .offset(found.offset) : .refused(found.errorCode))
        }
    }

    private func topicID(_ name: String) -> TopicID? {
        names.first { $0.value == name }?.key
    }
}

extension FetchCall {
    var apiKey: ApiKey {
        switch self {
        case .fetch: .fetch
        case .epochEnds: .offsetForLeaderEpoch
        case .offsets: .listOffsets
        }
    }

    var latestVersion: Int16 {
        switch self {
        case .fetch: FetchRequest.versions.upperBound
        case .epochEnds: OffsetForLeaderEpochRequest.versions.upperBound
        case .offsets: ListOffsetsRequest.versions.upperBound
        }
    }

    /// How long the leader may take on purpose.
    var maxWait: Duration {
        switch self {
        case .fetch(let fetch): fetch.maxWait
        case .epochEnds, .offsets: .zero
        }
    }

    var lane: Int {
        switch self {
        case .fetch(let fetch): fetch.lane
        case .epochEnds, .offsets: 0
        }
    }

    fileprivate var namedTopics: [TopicID] {
        switch self {
        case .fetch: []
        case .epochEnds(let questions), .offsets(let questions): questions.map(\.key.topicID)
        }
    }
}

// MARK: - Requests

extension FetchRequest {
    fileprivate init(_ fetch: SessionFetch, by asker: ReplicaAsker, _ version: Int16) {
        let replica = ReplicaState(replicaId: asker.broker, replicaEpoch: asker.epoch)
        self.init(
            replicaId: version < 15 ? asker.broker : -1,
            replicaState: version < 15 ? ReplicaState() : replica,
            maxWaitMs: Int32(clamping: fetch.maxWait.milliseconds),
            minBytes: Int32(clamping: asker.limits.fetchMinBytes),
            maxBytes: Int32(clamping: asker.limits.fetchResponseMaxBytes),
            sessionId: fetch.sessionID, sessionEpoch: fetch.sessionEpoch,
            topics: fetch.partitions.byTopic(\.key.topicID).map { id, questions in
                FetchTopic(
                    topicId: id,
                    partitions: questions.compactMap { FetchPartition($0, asker.limits.fetchMaxBytes) })
            },
            forgottenTopicsData: fetch.forgotten.byTopic(\.topicID).map { id, keys in
                ForgottenTopic(topicId: id, partitions: keys.map(\.partition))
            })
    }
}

extension FetchRequest.FetchPartition {
    fileprivate init?(_ asked: AskedPart, _ maxBytes: Int) {
        guard case .fetch(let offset, let lastEpoch, let logStart) = asked.question.kind else { return nil }
        self.init(
            partition: asked.key.partition, currentLeaderEpoch: asked.question.leaderEpoch,
            fetchOffset: offset, lastFetchedEpoch: lastEpoch, logStartOffset: logStart,
            partitionMaxBytes: Int32(clamping: maxBytes))
    }
}

extension OffsetForLeaderEpochRequest {
    fileprivate init(_ questions: [AskedPart], _ names: [TopicID: String], by asker: ReplicaAsker) {
        self.init(
            replicaId: asker.broker,
            topics: questions.byTopic(\.key.topicID).compactMap { id, questions -> OffsetForLeaderTopic? in
                guard let name = names[id] else { return nil }
                return OffsetForLeaderTopic(
                    topic: name,
                    partitions: questions.compactMap { asked in
                        guard case .epochEnd(let epoch) = asked.question.kind else { return nil }
                        return OffsetForLeaderPartition(
                            partition: asked.key.partition, currentLeaderEpoch: asked.question.leaderEpoch,
                            leaderEpoch: epoch)
                    })
            })
    }
}

extension ListOffsetsRequest {
    fileprivate init(_ questions: [AskedPart], _ names: [TopicID: String], by asker: ReplicaAsker) {
        self.init(
            replicaId: asker.broker,
            topics: questions.byTopic(\.key.topicID).compactMap { id, questions -> ListOffsetsTopic? in
                guard let name = names[id] else { return nil }
                return ListOffsetsTopic(
                    name: name,
                    partitions: questions.map { asked in
                        ListOffsetsPartition(
                            partitionIndex: asked.key.partition,
                            currentLeaderEpoch: asked.question.leaderEpoch,
                            timestamp: asked.question.kind == .startOffset ? -2 : -1)
                    })
            })
    }
}

extension Array {
    /// By their topics, in the order in which these come first.
    fileprivate func byTopic(_ topic: (Element) -> TopicID) -> [(TopicID, [Element])] {
        var groups: [(TopicID, [Element])] = []
        var places: [TopicID: Int] = [:]
        for element in self {
            let id = topic(element)
            if let place = places[id] {
                groups[place].1.append(element)
            } else {
                places[id] = groups.count
                groups.append((id, [element]))
            }
        }
        return groups
    }
}
