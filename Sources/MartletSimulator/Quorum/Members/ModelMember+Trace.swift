import MartletModel
import MartletRaft

extension ModelMember {
    static func describe(_ request: Request) -> String {
        switch request.request {
        case .vote(let question):
            "\(question.isPreVote ? "pre-vote" : "vote") for \(question.candidate.id) in epoch "
                + "\(question.epoch)? its log: epoch \(question.lastEpoch), end \(question.endOffset)"
        case .beginEpoch(let claim): "\(claim.leader) leads epoch \(claim.epoch)"
        case .endEpoch(let farewell): "\(farewell.leader) leads epoch \(farewell.epoch) no longer"
        case .fetch(let fetch):
            "fetch in epoch \(fetch.epoch) from \(fetch.offset), last epoch \(fetch.lastEpoch)"
        case .fetchSnapshot(let fetch):
            "snapshot \(fetch.snapshot.endOffset)-\(fetch.snapshot.epoch) from \(fetch.position)"
        case .versions: "versions?"
        case .change(let change, _): "\(change)"
        }
    }

    static func describe(_ reply: Reply) -> String {
        let known = "epoch \(reply.reply.epoch), leader \(reply.reply.leader.map { "\($0)" } ?? "unknown")"
        if reply.reply.error != .none { return "\(reply.reply.error), \(known)" }
        switch reply.reply.body {
        case .none: return known
        case .vote(let isGranted): return "\(isGranted ? "yes" : "no"), \(known)"
        case .fetch(let fetched):
            let mark = fetched.highWatermark.map { "\($0)" } ?? "unknown"
            switch fetched.content {
            case .batches(let batches):
                return "records up to \(batches.last?.nextOffset ?? 0), committed \(mark), \(known)"
            case .diverging(let epoch, let end):
                return "logs agree up to \(end) in epoch \(epoch) at most, \(known)"
            case .snapshot(let id): return "take snapshot \(id.endOffset)-\(id.epoch), \(known)"
            case .nothing, .records: return "no records, committed \(mark), \(known)"
            }
        case .chunk, .snapshot: return "a piece of a snapshot, \(known)"
        case .versions(let versions): return "versions \(versions)"
        }
    }
}
