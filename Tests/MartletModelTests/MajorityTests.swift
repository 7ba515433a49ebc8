import MartletModel
import Testing

@Suite struct MajorityTests {
    @Test func `those are named who say something else than most`() {
        let majority = Majority(of: [1: "a", 2: "b", 3: "a", 4: "a", 5: "c"])
        #expect(majority?.answer == "a" && majority?.others == [2, 5])
        #expect(Majority(of: [1: 7, 2: 7, 3: 7])?.others == [])
        #expect(Majority(of: [1: 7, 2: 8, 3: 7])?.others == [2])
    }

    @Test(arguments: [
        [:], [1: "a"], [1: "a", 2: "a"], [1: "a", 2: "b", 3: "c"], [1: "a", 2: "a", 3: "b", 4: "b"],
    ])
    func `without a majority of three or more nobody is right`(answers: [BrokerID: String]) {
        #expect(Majority(of: answers) == nil)
    }
}
