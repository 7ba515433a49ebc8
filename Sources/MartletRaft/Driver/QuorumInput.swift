import MartletModel
import MartletProtocol

/// What happens to a replica of the quorum.
package enum QuorumInput: Sendable {
    case ticked
    /// Somebody asks, in this version of the API; answered by `QuorumOutput.reply`. The owner gives the name,
    /// which must be unique among the requests that are not answered yet.
    case requested(QuorumRequestID, QuorumWireRequest, version: Int16)
    /// The response to a `QuorumOutput.call`.
    case answered(QuorumCallID, QuorumWireResponse)
    /// The connection was refused or lost, or the response could not be read.
    case callFailed(QuorumCallID)
    /// The peer has no version of the API in which the request can be said.
    case unsupported(QuorumCallID)
    /// A job has run.
    case finished(QuorumJobResult)
    /// This node stops: if it leads, others are to know at once.
    case resigned
    /// A change of the members that was asked for here; answered by `QuorumOutput.changed`.
    case changeRequested(QuorumRequestID, VoterChange)
    /// A snapshot of the state below `upTo` is to be written; that is where a batch of committed records
    /// ends. Answered by `snapshotWritten` or `snapshotFailed`.
    case snapshotRequested(upTo: Offset, SnapshotRecords)
}

/// Where a call goes.
package struct QuorumDestination: Sendable, Hashable {
    /// Nil where only the address is known.
    package var node: BrokerID?
    package var host: String
    package var port: UInt16

    package init(node: BrokerID?, host: String, port: UInt16) {
        self.node = node
        self.host = host
        self.port = port
    }
}

/// What is to be done for a replica of the quorum, in this order.
package enum QuorumOutput: Sendable {
    /// Ends with `answered`, `callFailed` or `unsupported`. That no answer comes the driver finds out by
    /// itself; a later answer does no harm.
    case call(QuorumCallID, to: QuorumDestination, QuorumWireRequest)
    /// The response to a request, for the version in which it came.
    case reply(QuorumRequestID, QuorumWireResponse)
    /// What came of a `changeRequested`.
    case changed(QuorumRequestID, ErrorCode)
    /// To be run on a storage thread; the result comes back as `finished`.
    case run(QuorumJob)
    /// Committed: to be applied to the image, in order, on every node.
    case committed(CommittedRecords)
    /// Takes the place of the image: what was applied before is to be forgotten.
    case loadSnapshot(LoadedSnapshot)
    /// This node leads, and everything before its epoch has been handed out as committed: it may decide.
    case lead(LeaderEpoch)
    /// Another leads, or nobody that is known: what was appended and is not committed may be lost.
    case follow(LeaderEpoch, leader: BrokerID?)
    case snapshotWritten(SnapshotID, byteCount: Int64)
    /// The log is as it was; another may be tried later.
    case snapshotFailed(MetadataLogError)
    /// For the operator: something was not as it should be, and the replica goes on.
    case warn(String)
    /// The replica must not go on. It does nothing any more.
    case halt(String)
}

/// Batches that are committed, in the order of the log.
package struct CommittedRecords: Sendable, Equatable {
    /// Records that were appended together, and are to be applied together.
    package struct Batch: Sendable, Equatable {
        package var baseOffset: Offset
        /// The offset after the last record's.
        package var upTo: Offset
        /// Of the leader that appended them.
        package var epoch: LeaderEpoch
        package var timestamp: Timestamp
        package var byteCount: Int
        /// The first has the offset `baseOffset`; none in a batch that concerns the quorum alone.
        package var records: [VersionedRecord]
    }

    package var batches: [Batch]
    /// Everything below is committed, and was handed out. A snapshot may end here.
    package var upTo: Offset
    /// Everything that is known to be committed is among it: more is not to come at once.
    package var isCurrent: Bool
}

/// What a driver has to know of its node.
package struct QuorumDriverSettings: Sendable {
    package var wire: QuorumWire
    /// `controller.quorum.bootstrap.servers`.
    package var bootstrapServers: [QuorumDestination] = []
    package var timers = QuorumTimers()
    package var rules = QuorumRules()
    /// The node has the controller's role.
    package var isController = true
    /// `controller.quorum.auto.join.enable`.
    package var joinsByItself = false
    /// `controller.quorum.fetch.max.bytes` and `controller.quorum.fetch.snapshot.max.bytes`.
    package var fetchMaxBytes = 1 << 20
    package var snapshotMaxBytes = 1 << 20
    /// How many bytes of committed records a step hands out at most; the rest comes with the next.
    package var committedBytesPerStep = 4 << 20
    /// How often it is looked for what may be removed.
    package var cleaningInterval: Duration = .seconds(60)
    /// After a disk had no room, before it is tried again.
    package var fullDiskBackoff: Duration = .seconds(1)

    package init(wire: QuorumWire) {
        self.wire = wire
    }
}
