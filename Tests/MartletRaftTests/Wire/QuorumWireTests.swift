import MartletModel
import MartletProtocol
import NIOCore
import Testing

@testable import MartletRaft

/// What the members say to each other survives the wire in every version, as far as the version has words for
/// it.
@Suite struct QuorumWireTests {
    private let wire = QuorumWire(
        clusterID: "c", listener: "CONTROLLER",
        endpoints: [
            VoterEndpoint(listener: "OTHER", host: "o", port: 1),
            VoterEndpoint(listener: "CONTROLLER", host: "here", port: 9093),
        ])
    private static let directory = DirectoryID(Uuid(high: 3, low: 4))
    private static let elsewhere = VoterEndpoint(listener: "CONTROLLER", host: "there", port: 9_094)

    /// As the other side reads it; nil where the version has no words for it.
    private func sent(_ request: QuorumWireRequest, _ version: Int16) throws -> QuorumWireRequest? {
        guard var frame = try request.encodedFrame(version: version, correlationID: 7, clientID: "x") else {
            return nil
        }
        frame.moveReaderIndex(forwardBy: 4)
        var reader = ProtocolReader(frame)
        let header = try RequestHeader.decode(from: &reader)
        #expect(header.apiKey == request.apiKey)
        #expect(header.requestApiVersion == version)
        let start = frame.readerIndex + frame.readableBytes - reader.remaining
        let body = try #require(frame.getSlice(at: start, length: reader.remaining))
        return try QuorumWireRequest.decode(header.apiKey, body, version: version)
    }

    private func sent(
        _ response: QuorumWireResponse, to request: QuorumWireRequest, _ version: Int16
    ) throws -> QuorumWireResponse {
        var frame = try response.encodedFrame(version: version, correlationID: 7)
        frame.moveReaderIndex(forwardBy: 4)
        var reader = ProtocolReader(frame)
        _ = try ResponseHeader.decode(from: &reader, apiKey: request.apiKey, version: version)
        let start = frame.readerIndex + frame.readableBytes - reader.remaining
        let body = try #require(frame.getSlice(at: start, length: reader.remaining))
        return try request.decodeResponse(body, version: version)
    }

    @Test(arguments: Array(VoteRequest.versions))
    func `a question for a vote`(version: Int16) throws {
        var question = VoteQuestion(
            epoch: 5, candidate: ReplicaKey(1, Self.directory), lastEpoch: 4, endOffset: 77, isPreVote: true,
            voter: ReplicaKey(2, Self.directory))
        let preVote = try sent(.vote(wire.request(question)), version)
        #expect((preVote == nil) == (version < 2))
        question.isPreVote = false
        let arrived = try #require(try sent(.vote(wire.request(question)), version))
        guard case .vote(let body) = arrived else {
            Issue.record("it arrived as \(arrived)")
            return
        }
        if version == 0 {
            question.candidate.directoryID = nil
            question.voter = nil
        }
        #expect(try wire.question(body) == question)

        let reply = QuorumReply(error: .none, epoch: 5, leader: 3, body: .vote(true))
        let response = wire.response(to: body, reply, leaderAt: Self.elsewhere, version: version)
        guard case .vote(let answer) = try sent(.vote(response), to: arrived, version) else { return }
        let expected = QuorumAnswer(reply: reply, endpoints: version == 0 ? [:] : [3: Self.elsewhere])
        #expect(wire.answer(answer) == expected)
    }

    @Test(arguments: Array(BeginQuorumEpochRequest.versions))
    func `a leader's claim`(version: Int16) throws {
        var claim = EpochClaim(epoch: 5, leader: 1, voter: ReplicaKey(2, Self.directory))
        let arrived = try #require(try sent(.beginEpoch(wire.request(claim)), version))
        guard case .beginEpoch(let body) = arrived else {
            Issue.record("it arrived as \(arrived)")
            return
        }
        if version == 0 { claim.voter = nil }
        let (read, endpoints) = try wire.claim(body)
        #expect(read == claim)
        #expect(endpoints == (version == 0 ? [] : wire.endpoints))
        let reply = QuorumReply(error: .fencedLeaderEpoch, epoch: 6, leader: nil)
        let response = wire.response(to: body, reply, leaderAt: nil, version: version)
        guard case .beginEpoch(let answer) = try sent(.beginEpoch(response), to: arrived, version) else {
            return
        }
        #expect(wire.answer(answer) == QuorumAnswer(reply: reply))
    }

    @Test(arguments: Array(EndQuorumEpochRequest.versions))
    func `a leader's farewell`(version: Int16) throws {
        let farewell = Resignation(epoch: 5, leader: 1, preferredSuccessors: [3, 2])
        let voters = VoterSet([Voter(key: ReplicaKey(2, Self.directory)), Voter(key: ReplicaKey(3))])
        let arrived = try #require(try sent(.endEpoch(wire.request(farewell, voters: voters)), version))
        guard case .endEpoch(let body) = arrived else {
            Issue.record("it arrived as \(arrived)")
            return
        }
        #expect(try wire.resignation(body).0 == farewell)
        let directories = body.topics.first?.partitions.first?.preferredCandidates.map(\.candidateDirectoryId)
        #expect(directories == (version == 0 ? [] : [DirectoryID(.zero), Self.directory]))
        let reply = QuorumReply(epoch: 5, leader: 1)
        let response = wire.response(to: body, reply, leaderAt: Self.elsewhere, version: version)
        guard case .endEpoch(let answer) = try sent(.endEpoch(response), to: arrived, version) else { return }
        #expect(wire.answer(answer)?.reply == reply)
    }

    @Test(arguments: Array(FetchRequest.versions.filter { $0 >= 12 }), [nil, Offset.none, 40])
    func `a fetch`(version: Int16, mark: Offset?) throws {
        var fetch = QuorumFetch(
            replica: ReplicaKey(2, Self.directory), epoch: 5, offset: 77, lastEpoch: 4, highWatermark: mark,
            maxWait: .milliseconds(500))
        let arrived = try #require(try sent(.fetch(wire.request(fetch, maxBytes: 1_000)), version))
        guard case .fetch(let body) = arrived else {
            Issue.record("it arrived as \(arrived)")
            return
        }
        if version < 17 { fetch.replica.directoryID = nil }
        if version < 18 { fetch.highWatermark = nil }
        let (read, maxBytes) = try wire.fetch(body)
        #expect(read == fetch)
        #expect(maxBytes == 1_000)

        let contents: [FetchReply.Content] = [
            .nothing, .diverging(epoch: 0, endOffset: 0), .diverging(epoch: 3, endOffset: 60),
            .snapshot(SnapshotID(endOffset: 90, epoch: 2)),
        ]
        for content in contents {
            let reply = QuorumReply(
                epoch: 5, leader: 1, body: .fetch(FetchReply(highWatermark: mark ?? 70, content: content)))
            let response = wire.response(
                to: body, reply, records: ByteBuffer(string: "records"), startOffset: 10,
                leaderAt: Self.elsewhere, version: version)
            guard case .fetch(let answer) = try sent(.fetch(response), to: arrived, version) else { return }
            let found = try #require(wire.answer(answer))
            var expected = reply
            let known = mark == Offset.none ? nil : mark ?? 70
            expected.body = .fetch(FetchReply(highWatermark: known, content: content))
            #expect(found.answer.reply == expected)
            #expect(found.answer.endpoints == (version >= 16 ? [1: Self.elsewhere] : [:]))
            #expect(String(buffer: found.records) == "records")
        }
    }

    @Test(arguments: Array(FetchSnapshotRequest.versions))
    func `a piece of a snapshot`(version: Int16) throws {
        var fetch = SnapshotFetch(
            replica: ReplicaKey(2, Self.directory), epoch: 5, snapshot: SnapshotID(endOffset: 90, epoch: 2),
            position: 4)
        let arrived = try #require(try sent(.fetchSnapshot(wire.request(fetch, maxBytes: 100)), version))
        guard case .fetchSnapshot(let body) = arrived else {
            Issue.record("it arrived as \(arrived)")
            return
        }
        if version == 0 { fetch.replica.directoryID = nil }
        #expect(try wire.fetch(body).0 == fetch)
        let reply = QuorumReply(
            epoch: 5, leader: 1, body: .snapshot(fetch.snapshot, position: fetch.position))
        let response = wire.response(
            to: body, reply, chunk: (ByteBuffer(string: "piece"), 9), leaderAt: nil, version: version)
        guard case .fetchSnapshot(let answer) = try sent(.fetchSnapshot(response), to: arrived, version)
        else {
            return
        }
        let found = try #require(wire.answer(answer, to: fetch))
        #expect(found.answer.reply.body == .chunk(byteCount: 5, snapshotByteCount: 9))
        #expect(String(buffer: found.bytes) == "piece")
        // Not what was asked for.
        var other = fetch
        other.position = 3
        #expect(wire.answer(answer, to: other) == nil)
    }

    @Test func `a piece that is no progress, or reaches beyond the whole, says nothing`() {
        let fetch = SnapshotFetch(
            replica: ReplicaKey(2), epoch: 5, snapshot: SnapshotID(endOffset: 90, epoch: 2), position: 4)
        let reply = QuorumReply(epoch: 5, leader: 1, body: .snapshot(fetch.snapshot, position: 4))
        for (bytes, size) in [("", 9), ("piece", 8)] {
            let response = wire.response(
                to: wire.request(fetch, maxBytes: 10), reply, chunk: (ByteBuffer(string: bytes), Int64(size)),
                leaderAt: nil, version: 1)
            #expect(wire.answer(response, to: fetch) == nil)
        }
    }

    @Test func `changes of the members`() throws {
        let voter = Voter(
            key: ReplicaKey(4, Self.directory), endpoints: [Self.elsewhere], supportedVersions: 0...1)
        for (isEarly, version) in [(true, Int16(1)), (false, 1), (false, 0)] {
            let request = wire.addition(voter, answersEarly: isEarly, timeout: .seconds(2))
            guard case .addVoter(let body) = try sent(.addVoter(request), version) else { continue }
            #expect(try wire.change(body) == .add(voter, answersEarly: isEarly))
        }
        let early = wire.addition(voter, answersEarly: true, timeout: .seconds(2))
        #expect(try sent(.addVoter(early), 0) == nil)
        guard case .removeVoter(let removal) = try sent(.removeVoter(wire.removal(voter.key)), 0),
            case .updateVoter(let update) = try sent(.updateVoter(wire.update(voter, epoch: 6)), 0)
        else {
            Issue.record("they did not arrive")
            return
        }
        #expect(try wire.change(removal) == .remove(voter.key))
        #expect(try wire.change(update) == .update(voter))
        #expect(update.currentLeaderEpoch == 6)
    }

    @Test func `a newcomer needs the members' listener`() {
        let voter = Voter(
            key: ReplicaKey(4, Self.directory),
            endpoints: [VoterEndpoint(listener: "PLAINTEXT", host: "h", port: 1)])
        let request = wire.addition(voter, answersEarly: false, timeout: .seconds(2))
        #expect(throws: QuorumWireError(.invalidRequest)) { try wire.change(request) }
    }

    @Test(arguments: Array(DescribeQuorumRequest.versions))
    func `the quorum describes itself`(version: Int16) throws {
        let request = DescribeQuorumRequest(
            topics: [.init(topicName: "__cluster_metadata", partitions: [.init(partitionIndex: 0)])])
        var key = ReplicaKey(2, Self.directory)
        var described = QuorumDescription(
            leader: 1, epoch: 5, highWatermark: 70,
            voters: [
                ReplicaProgress(key: ReplicaKey(1), endOffset: 77, lastFetch: 5, lastCaughtUp: 5),
                ReplicaProgress(key: key, endOffset: 70, lastFetch: 4, lastCaughtUp: 3),
            ],
            observers: [ReplicaProgress(key: ReplicaKey(100))],
            nodes: VoterSet([Voter(key: ReplicaKey(2), endpoints: [Self.elsewhere])]))
        let response = wire.response(to: request, described, leader: 1, epoch: 5, version: version)
        guard
            case .describe(let body) = try sent(
                .describe(response), to: .describe(request), version)
        else { return }
        if version < 2 {
            key.directoryID = nil
            described.voters[1].key = key
            described.nodes = VoterSet()
        }
        if version < 1 {
            for index in described.voters.indices {
                described.voters[index].lastFetch = .none
                described.voters[index].lastCaughtUp = .none
            }
        }
        #expect(try QuorumWire.description(body).get() == described)
        let refused = wire.response(to: request, nil, leader: 1, epoch: 5, version: version)
        #expect(QuorumWire.description(refused) == .failure(QuorumWireError(.notLeaderOrFollower)))
    }

    @Test func `what is meant for another cluster, or another partition, is refused`() throws {
        let other = QuorumWire(clusterID: "d", listener: "CONTROLLER", endpoints: [])
        let question = VoteQuestion(
            epoch: 5, candidate: ReplicaKey(1), lastEpoch: 4, endOffset: 77, isPreVote: false)
        var request = other.request(question)
        #expect(throws: QuorumWireError(.inconsistentClusterId)) { try wire.question(request) }
        request.clusterId = nil
        #expect(try wire.question(request) == question)
        request.topics[0].topicName = "t"
        #expect(throws: QuorumWireError(.invalidRequest)) { try wire.question(request) }
        request.topics = []
        #expect(throws: QuorumWireError(.invalidRequest)) { try wire.question(request) }
    }

    @Test func `what a newcomer supports is what it says of the feature`() {
        let request = ApiVersionsRequest()
        let response = wire.response(to: request, supporting: 0...1)
        #expect(wire.answer(response).reply.body == .versions(0...1))
        #expect(wire.answer(ApiVersionsResponse()).reply.body == .versions(0...0))
    }
}
