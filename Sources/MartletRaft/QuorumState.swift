import MartletModel
import MartletStorage
import NIOCore

/// What a node must not forget of the quorum's elections: the file `quorum-state`, in Kafka's two forms.
package struct QuorumState: Sendable, Equatable {
    package static let fileName = "quorum-state"

    package enum Voters: Sendable, Equatable {
        /// `data_version` 0: a configured quorum, whose members stand in the file.
        case fixed([BrokerID])
        /// `data_version` 1: the members stand in the log.
        case inLog
    }

    package var epoch: LeaderEpoch
    package var leader: BrokerID?
    package var votedFor: BrokerID?
    /// Of the node that was voted for; zero where it is not known. Only kept with `Voters.inLog`.
    package var votedDirectory: DirectoryID
    package var voters: Voters

    package init(
        epoch: LeaderEpoch, leader: BrokerID? = nil, votedFor: BrokerID? = nil,
        votedDirectory: DirectoryID = DirectoryID(.zero), voters: Voters
    ) {
        self.epoch = epoch
        self.leader = leader
        self.votedFor = votedFor
        self.votedDirectory = votedDirectory
        self.voters = voters
    }

    /// One line of JSON, as Kafka writes it.
    package func encoded() -> ByteBuffer {
        let (leader, voted) = (leader ?? .none, votedFor ?? .none)
        let election = "\"leaderId\":\(leader),\"leaderEpoch\":\(epoch),\"votedId\":\(voted)"
        switch voters {
        case .fixed(let ids):
            let voters = ids.map { "{\"voterId\":\($0)}" }.joined(separator: ",")
            return ByteBuffer(
                string: "{\"clusterId\":\"\",\(election),\"appliedOffset\":0,"
                    + "\"currentVoters\":[\(voters)],\"data_version\":0}")
        case .inLog:
            let directory = JSONValue.quoted(votedDirectory.description)
            return ByteBuffer(
                string: "{\(election),\"votedDirectoryId\":\(directory),\"data_version\":1}")
        }
    }

    /// The path is for the error.
    package init(decoding text: ByteBuffer, path: String) throws(StorageError) {
        func damaged(_ reason: String) -> StorageError {
            .corrupt(path: path, position: 0, reason: reason)
        }
        guard case .object(let members)? = JSONValue(text) else { throw damaged("it is not a JSON object") }
        func number(_ name: String) throws(StorageError) -> Int32 {
            guard let value = members[name]?.number.flatMap({ Int32(exactly: $0) }) else {
                throw damaged("\(name) is not there, or no number of 32 bits")
            }
            return value
        }
        func node(_ name: String) throws(StorageError) -> BrokerID? {
            let id = try number(name)
            return id < 0 ? nil : BrokerID(id)
        }
        epoch = LeaderEpoch(try number("leaderEpoch"))
        leader = try node("leaderId")
        votedFor = try node("votedId")
        switch try number("data_version") {
        case 0:
            guard let ids = Self.fixedVoters(members["currentVoters"]) else {
                throw damaged("currentVoters is not there, or no list of voters")
            }
            voters = .fixed(ids)
            votedDirectory = DirectoryID(.zero)
        case 1:
            guard let id = members["votedDirectoryId"]?.string.flatMap({ Uuid($0) }) else {
                throw damaged("votedDirectoryId is not there, or no identifier")
            }
            voters = .inLog
            votedDirectory = DirectoryID(id)
        case let version: throw damaged("data_version \(version) is not known")
        }
    }

    private static func fixedVoters(_ value: JSONValue?) -> [BrokerID]? {
        guard case .array(let elements)? = value else { return value == .null ? [] : nil }
        var ids: [BrokerID] = []
        for element in elements {
            guard case .object(let members) = element,
                let id = members["voterId"]?.number.flatMap({ Int32(exactly: $0) })
            else { return nil }
            ids.append(BrokerID(id))
        }
        return ids
    }
}
