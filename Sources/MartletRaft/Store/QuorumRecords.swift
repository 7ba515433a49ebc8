import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore

/// What the control records of a log or snapshot say about the quorum's members (KIP-853).
package struct QuorumRecords: Sendable, Equatable {
    /// The last KRAFT_VERSION.
    package var kraftVersion: Int16?
    /// The last KRAFT_VOTERS.
    package var voters: VoterSet?

    package init(kraftVersion: Int16? = nil, voters: VoterSet? = nil) {
        self.kraftVersion = kraftVersion
        self.voters = voters
    }

    /// What a control batch says; the batch's checksum is right.
    package init(of batch: RecordBatch) throws(MetadataLogError) {
        try self.init(control: MetadataBatch.controlRecords(of: batch))
    }

    init(control records: [(record: ControlRecord, offset: Offset)]) throws(MetadataLogError) {
        for (record, offset) in records {
            let value = record.value ?? ByteBuffer()
            do throws(DecodeError) {
                switch record.type {
                case .kraftVersion:
                    kraftVersion = try KRaftVersionRecord.decodeControlValue(value).kRaftVersion
                case .kraftVoters:
                    let record = try VotersRecord.decodeControlValue(value)
                    guard let set = VoterSet(record) else { throw .invalidLength(record.voters.count) }
                    voters = set
                default: break
                }
            } catch {
                throw .damagedRecord(offset: offset, error)
            }
        }
    }
}

extension VoterSet {
    /// Nil where a voter is named twice, or supports no version.
    init?(_ record: VotersRecord) {
        var voters: [Voter] = []
        for voter in record.voters {
            let versions = voter.kRaftVersionFeature
            guard versions.minSupportedVersion <= versions.maxSupportedVersion,
                !voters.contains(where: { $0.key.id == voter.voterId })
            else { return nil }
            voters.append(
                Voter(
                    key: ReplicaKey(voter.voterId, directory: voter.voterDirectoryId),
                    endpoints: voter.endpoints.map {
                        VoterEndpoint(listener: $0.name, host: $0.host, port: $0.port)
                    },
                    supportedVersions: versions.minSupportedVersion...versions.maxSupportedVersion))
        }
        self.init(voters)
    }

    var record: VotersRecord {
        VotersRecord(
            voters: voters.map { voter in
                .init(
                    voterId: voter.key.id, voterDirectoryId: voter.key.directory,
                    endpoints: voter.endpoints.map {
                        .init(name: $0.listener, host: $0.host, port: $0.port)
                    },
                    kRaftVersionFeature: .init(
                        minSupportedVersion: voter.supportedVersions.lowerBound,
                        maxSupportedVersion: voter.supportedVersions.upperBound))
            })
    }
}

extension ReplicaKey {
    /// On the wire and on disk a directory that is not known is all zero.
    package init(_ id: BrokerID, directory: DirectoryID) {
        self.init(id, directory == DirectoryID(.zero) ? nil : directory)
    }

    /// All zero where it is not known.
    package var directory: DirectoryID { directoryID ?? DirectoryID(.zero) }
}
