import MartletModel
import MartletProtocol
import MartletRaft

extension FileMember {
    static func describe(_ request: Request) -> String {
        switch request.request {
        case .vote(let body):
            guard let question = body.topics.first?.partitions.first else { return "vote?" }
            return "\(question.preVote ? "pre-vote" : "vote") for \(question.replicaId) in epoch "
                + "\(question.replicaEpoch)? its log: epoch \(question.lastOffsetEpoch), end "
                + "\(question.lastOffset)"
        case .beginEpoch(let body):
            guard let claim = body.topics.first?.partitions.first else { return "a claim" }
            return "\(claim.leaderId) leads epoch \(claim.leaderEpoch)"
        case .endEpoch(let body):
            guard let farewell = body.topics.first?.partitions.first else { return "a farewell" }
            return "\(farewell.leaderId) leads epoch \(farewell.leaderEpoch) no longer"
        case .fetch(let body):
            guard let fetch = body.topics.first?.partitions.first else { return "a fetch" }
            return "fetch in epoch \(fetch.currentLeaderEpoch) from \(fetch.fetchOffset), last epoch "
                + "\(fetch.lastFetchedEpoch)"
        case .fetchSnapshot(let body):
            guard let fetch = body.topics.first?.partitions.first else { return "a snapshot?" }
            return "snapshot \(fetch.snapshotId.endOffset)-\(fetch.snapshotId.epoch) from \(fetch.position)"
        case .versions: return "versions?"
        case .addVoter(let body): return "add voter \(body.voterId)"
        case .removeVoter(let body): return "remove voter \(body.voterId)"
        case .updateVoter(let body): return "update voter \(body.voterId)"
        case .describe: return "describe"
        }
    }

    static func describe(_ reply: Reply) -> String {
        switch reply {
        case .vote(let body):
            guard let answer = body.topics.first?.partitions.first else { return "\(body.errorCode)" }
            return known(
                answer.errorCode == .none ? answer.voteGranted ? "yes" : "no" : "\(answer.errorCode)",
                answer.leaderEpoch, answer.leaderId)
        case .beginEpoch(let body):
            guard let answer = body.topics.first?.partitions.first else { return "\(body.errorCode)" }
            return known("\(answer.errorCode)", answer.leaderEpoch, answer.leaderId)
        case .endEpoch(let body):
            guard let answer = body.topics.first?.partitions.first else { return "\(body.errorCode)" }
            return known("\(answer.errorCode)", answer.leaderEpoch, answer.leaderId)
        case .fetch(let body): return describe(body)
        case .fetchSnapshot(let body):
            guard let answer = body.topics.first?.partitions.first else { return "\(body.errorCode)" }
            return answer.errorCode == .none
                ? "bytes of a snapshot from \(answer.position) of \(answer.size)" : "\(answer.errorCode)"
        case .versions(let body): return "versions, \(body.errorCode)"
        case .addVoter(let body): return "\(body.errorCode)"
        case .removeVoter(let body): return "\(body.errorCode)"
        case .updateVoter(let body): return "\(body.errorCode)"
        case .describe(let body): return "\(body.errorCode)"
        }
    }

    private static func describe(_ response: FetchResponse) -> String {
        guard let answer = response.responses.first?.partitions.first else { return "\(response.errorCode)" }
        let what: String
        if answer.errorCode != .none {
            what = "\(answer.errorCode)"
        } else if answer.divergingEpoch.epoch >= 0 {
            what =
                "logs agree up to \(answer.divergingEpoch.endOffset) in epoch "
                + "\(answer.divergingEpoch.epoch) at most"
        } else if answer.snapshotId.endOffset >= 0 {
            what = "take snapshot \(answer.snapshotId.endOffset)-\(answer.snapshotId.epoch)"
        } else {
            what = "\(answer.records?.byteCount ?? 0) bytes of records, committed \(answer.highWatermark)"
        }
        return known(what, answer.currentLeader.leaderEpoch, answer.currentLeader.leaderId)
    }

    private static func known(_ what: String, _ epoch: LeaderEpoch, _ leader: BrokerID) -> String {
        "\(what), epoch \(epoch), leader \(leader < 0 ? "unknown" : "\(leader)")"
    }
}
