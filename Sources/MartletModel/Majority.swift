/// What most replicas say, of several that should all say the same.
public struct Majority<Answer: Hashable & Sendable>: Sendable, Equatable {
    public let answer: Answer
    /// Those who say something else, in the order of their ids.
    public let others: [BrokerID]

    /// Nil where fewer than three are asked, or no answer is given by more than half of them: then nobody can
    /// tell who is right.
    public init?(of answers: [BrokerID: Answer]) {
        guard answers.count >= 3 else { return nil }
        var counts: [Answer: Int] = [:]
        for answer in answers.values { counts[answer, default: 0] += 1 }
        guard let most = counts.first(where: { $0.value * 2 > answers.count })?.key else { return nil }
        answer = most
        others = answers.filter { $0.value != most }.map(\.key).sorted()
    }
}
