import MartletModel
import MartletRaft
import MartletStorage
import NIOCore
import Testing

@Suite struct QuorumStateTests {
    @Test(arguments: [
        QuorumState(epoch: 7, leader: 1, voters: .fixed([1, 2, 3])),
        QuorumState(epoch: 0, voters: .fixed([])),
        QuorumState(epoch: 7, leader: 3, votedFor: 2, voters: .fixed([2, 3])),
        QuorumState(
            epoch: .init(Int32.max), votedFor: 2, votedDirectory: DirectoryID(Uuid(high: 1, low: 2)),
            voters: .inLog),
    ])
    func `what is written is read again`(state: QuorumState) throws {
        #expect(try QuorumState(decoding: state.encoded(), path: "p") == state)
    }

    @Test func `blanks, escapes, unknown keys and any order are read`() throws {
        let text = """
            { "data_version" : 0 , "currentVoters" : [ { "voterId" : 4, "x": [true, false, null, {}] } ],
              "votedId": -1, "appliedOffset": 0, "leader\\u0049d": 4, "leaderEpoch": 12,
              "clusterId": "a\\"b" }
            """
        #expect(
            try QuorumState(decoding: ByteBuffer(string: text), path: "p")
                == QuorumState(epoch: 12, leader: 4, voters: .fixed([4])))
    }

    @Test(arguments: [
        "", "x", "[]", "{}", #"{"a":1,}"#, #"{"a":"b}"#, #"{"a":"\u12"}"#, String(repeating: "[", count: 100),
        #"{"leaderId":1,"leaderEpoch":1,"votedId":-1,"data_version":0}"#,
        #"{"leaderId":1,"leaderEpoch":1,"votedId":-1,"data_version":1}"#,
        #"{"leaderId":1,"leaderEpoch":1,"votedId":-1,"data_version":2}"#,
        #"{"leaderId":1,"leaderEpoch":99999999999,"votedId":-1,"currentVoters":[],"data_version":0}"#,
        #"{"leaderId":1,"leaderEpoch":1,"votedId":-1,"currentVoters":[{}],"data_version":0}"#,
        #"{"leaderId":1,"leaderEpoch":1,"votedId":-1,"currentVoters":[],"data_version":0} x"#,
    ])
    func `anything else is refused with the file's path`(text: String) throws {
        do {
            _ = try QuorumState(decoding: ByteBuffer(string: text), path: "some/path")
            Issue.record("it was read")
        } catch {
            guard case .corrupt(let path, _, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(path == "some/path")
        }
    }
}
