import MartletModel
import MartletProtocol
import NIOCore

/// One member of a group whose members assign partitions among themselves.
struct ClassicMember: Sendable {
    var id: String
    /// `group.instance.id` of a static member (KIP-345).
    var instanceID: String?
    var clientID: String
    var clientHost: String
    var rebalanceTimeoutMilliseconds: Int32
    var sessionTimeoutMilliseconds: Int32
    /// The ways to assign that it knows, the best first, and what it has to say for each.
    var protocols: [MemberProtocol]
    /// What it was given in the current generation.
    var assignment = ByteBuffer()
    /// It has not heard its id yet, and cannot send heartbeats.
    var isNew = false
    /// Its JoinGroup that waits for the others.
    var join: ParkedJoin?
    /// Its SyncGroup that waits for the leader's.
    var sync: CallID?
    /// When it is taken for dead, unless it is heard of before.
    var deadline: Duration = .zero

    struct MemberProtocol: Sendable, Equatable {
        var name: String
        var metadata: ByteBuffer
    }

    struct ParkedJoin: Sendable, Equatable {
        var call: CallID
        var version: Int16
    }

    var isAwaitingJoin: Bool { join != nil }

    /// While its request waits here a member cannot send heartbeats; but one that is new may have gone, and
    /// come again under another id.
    var isExcusedFromHeartbeats: Bool { !isNew && (join != nil || sync != nil) }

    var sessionTimeout: Duration { .milliseconds(Int64(sessionTimeoutMilliseconds)) }

    func metadata(for name: String) -> ByteBuffer {
        protocols.first { $0.name == name }?.metadata ?? ByteBuffer()
    }

    func supports(_ name: String) -> Bool {
        protocols.contains { $0.name == name }
    }

    mutating func update(_ request: JoinGroupRequest) {
        protocols = request.memberProtocols
        rebalanceTimeoutMilliseconds = request.effectiveRebalanceTimeout
        sessionTimeoutMilliseconds = request.sessionTimeoutMs
    }
}

extension ClassicMember {
    init(_ request: JoinGroupRequest, id: String, _ caller: Caller) {
        self.init(
            id: id, instanceID: request.groupInstanceId, clientID: caller.clientID,
            clientHost: caller.clientHost, rebalanceTimeoutMilliseconds: request.effectiveRebalanceTimeout,
            sessionTimeoutMilliseconds: request.sessionTimeoutMs, protocols: request.memberProtocols)
    }

    /// As the log has it, of a generation that used this protocol.
    init(_ member: GroupMetadataValue.MemberMetadata, protocolName: String) {
        self.init(
            id: member.memberId, instanceID: member.groupInstanceId, clientID: member.clientId,
            clientHost: member.clientHost,
            // Before version 1 of the record there was one time-out for both.
            rebalanceTimeoutMilliseconds: member.rebalanceTimeout == -1
                ? member.sessionTimeout : member.rebalanceTimeout,
            sessionTimeoutMilliseconds: member.sessionTimeout,
            protocols: [MemberProtocol(name: protocolName, metadata: member.subscription)],
            assignment: member.assignment)
    }

    func record(protocolName: String, assignment: ByteBuffer) -> GroupMetadataValue.MemberMetadata {
        .init(
            memberId: id, groupInstanceId: instanceID, clientId: clientID, clientHost: clientHost,
            rebalanceTimeout: rebalanceTimeoutMilliseconds, sessionTimeout: sessionTimeoutMilliseconds,
            subscription: metadata(for: protocolName), assignment: assignment)
    }
}

extension JoinGroupRequest {
    /// The bytes are copied: those of the request are a part of what came on the socket.
    fileprivate var memberProtocols: [ClassicMember.MemberProtocol] {
        protocols.map { .init(name: $0.name, metadata: $0.metadata.copied) }
    }

    /// Version 0 has one time-out for both.
    var effectiveRebalanceTimeout: Int32 {
        rebalanceTimeoutMs == -1 ? sessionTimeoutMs : rebalanceTimeoutMs
    }
}

extension ByteBuffer {
    /// The same bytes in memory of their own.
    var copied: ByteBuffer { ByteBuffer(bytes: readableBytesView) }
}
