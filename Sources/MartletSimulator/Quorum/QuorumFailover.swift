import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft

/// How long a quorum of three is without a leader that accepts records, when the one it had is gone.
package struct QuorumFailover: Sendable {
    package enum Loss: Sendable, CaseIterable {
        /// The process is killed: its connections break, and are refused.
        case process
        /// The machine is gone: nobody answers, and nobody says so.
        case machine
        /// The leader is asked to go.
        case resignation
    }

    package var seed: UInt64
    package var loss: Loss
    package var timers = QuorumTimers()

    package init(seed: UInt64, loss: Loss) {
        self.seed = seed
        self.loss = loss
    }

    /// From the loss to the next answer of an active controller; nil: none came within a minute.
    package func run() -> Duration? {
        var random = SeededGenerator(seed: seed)
        let voters = VoterSet(
            (1...3 as ClosedRange<Int32>).map { id in
                var voter = QuorumRun<ModelMember>.voter(id)
                voter.key.directoryID = nil
                return voter
            })
        let nodes = voters.voters.map { voter in
            SimulatedNode(
                id: voter.key.id,
                member: ModelMember(
                    MemberSetup(
                        key: voter.key, endpoints: voter.endpoints, voter: nil, isController: true,
                        voters: voters, kraftVersion: 0, bootstrap: [], timers: timers,
                        rules: QuorumRules(), sabotage: nil, fetchCount: 20)),
                clock: SimulatedClock(rate: Int64.random(in: 990_000...1_010_000, using: &random)))
        }
        var question: UInt64 = 0
        var world = QuorumWorld(nodes, random: random, checkers: QuorumCheckers(), trace: nil)
        for node in nodes { world.schedule(.start(node), after: .zero) }
        world.schedule(.client, after: .milliseconds(5))
        let warm = .seconds(10) + world.milliseconds(0...1_000)
        Self.run(&world, &question, until: warm, after: nil)
        guard let leader = nodes.first(where: { $0.control.active != nil }) else { return nil }
        let lost = world.now
        switch loss {
        case .process: world.crash(leader, power: false)
        case .machine:
            for other in nodes {
                world.network.cut(from: leader.id, to: other.id)
                world.network.cut(from: other.id, to: leader.id)
            }
        case .resignation: world.step(leader, .resign)
        }
        let gone = loss == .machine ? leader.id : nil
        let (end, last) = (lost + .seconds(60), question)
        return Self.run(&world, &question, until: end, after: last, without: gone) ? world.now - lost : nil
    }

    /// A client asks whoever takes himself for the active controller, but for one that is gone. True: a
    /// question was answered that comes after this one.
    @discardableResult
    private static func run(
        _ world: inout QuorumWorld<ModelMember>, _ question: inout UInt64, until end: Duration,
        after last: UInt64?, without gone: BrokerID? = nil
    ) -> Bool {
        while let event = world.nextEvent(until: end) {
            guard case .client = event else {
                world.deliver(event)
                let isAnswered = world.clientAnswers.contains { $0.0 > last ?? .max && isAccepted($0.1) }
                world.clientAnswers = []
                if isAnswered { return true }
                continue
            }
            world.schedule(.client, after: .milliseconds(5))
            for node in world.nodes where node.control.active != nil && node.id != gone {
                question += 1
                world.ask(node, change(question), .client(question))
            }
        }
        return false
    }

    /// Another each time, so that there is something to write.
    private static func change(_ number: UInt64) -> ControllerRequest {
        .incrementalAlterConfigs(
            IncrementalAlterConfigsRequest(
                resources: [
                    .init(
                        resourceType: 4, resourceName: "",
                        configs: [
                            .init(
                                name: "log.retention.ms", configOperation: 0, value: "\(60_000 + number)")
                        ])
                ]))
    }

    private static func isAccepted(_ reply: ControllerReply?) -> Bool {
        guard let answer = reply?.message as? IncrementalAlterConfigsResponse else { return false }
        return answer.responses.allSatisfy { $0.errorCode == .none }
    }
}
