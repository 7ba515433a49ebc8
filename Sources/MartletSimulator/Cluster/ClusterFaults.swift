import MartletMetadata
import MartletModel

/// What can go wrong in a cluster's run.
package enum ClusterFault: Sendable, CaseIterable {
    /// A process dies at once.
    case kill
    /// A machine loses its power soon, perhaps in the midst of a write; or at once; or all do.
    case powerFailure, lossOfPower, everythingDown
    /// Nothing gets from one to another, or between some and the others, in one direction or both.
    case cut, isolate
    /// Messages come late, now and then.
    case slowNetwork
    /// The network is as it should be.
    case heal
    case slowDisk, fullDisk, diskErrors
    /// A bit of a full segment flips.
    case damage
    /// A broker's disk is replaced by an empty one.
    case wipe
    /// A machine stands still.
    case pause
    /// One or all in turn are stopped in order, and start again.
    case bounce, rollingRestart
    case skewClock, moveReplicas, churnTopics
}

/// What goes wrong in a cluster's run, and how often. Each run has its own mixture, as rare things hide
/// behind frequent ones.
struct ClusterFaults {
    /// Milliseconds between one and the next.
    private let pause: ClosedRange<Int>
    private let weights: [(fault: ClusterFault, weight: Int)]
    /// Machines lose their memory, too.
    let cutsPower: Bool

    /// - Parameter chosen: these, all of them equally often, and soon one after the other.
    init(cutsPower: Bool, _ chosen: [ClusterFault]?, _ random: inout SeededGenerator) {
        self.cutsPower = cutsPower
        if let chosen {
            pause = 20...2_000
            weights = chosen.map { ($0, 1) }
            return
        }
        let longest = ([1_000, 4_000, 10_000, 20_000] as [Int]).randomElement(using: &random) ?? 4_000
        pause = 20...longest
        var weights: [(fault: ClusterFault, weight: Int)] = []
        for fault in ClusterFault.allCases {
            weights.append((fault, random.happens(0.4) ? 0 : Int.random(in: 1...10, using: &random)))
        }
        // What heals must be.
        weights.append((.heal, 8))
        self.weights = weights
    }

    /// When the next one comes, in milliseconds.
    func pause(_ random: inout SeededGenerator) -> ClosedRange<Int> {
        random.happens(0.2) ? 0...50 : pause
    }

    func next(_ random: inout SeededGenerator) -> ClusterFault {
        var chosen = Int.random(in: 0..<weights.reduce(0) { $0 + $1.weight }, using: &random)
        for (fault, weight) in weights {
            if chosen < weight { return fault }
            chosen -= weight
        }
        return .heal
    }
}

extension ClusterRun {
    func fault() {
        // One loss at a time: until it is known, nothing that others have may be lost.
        if let id = wiped {
            guard let image = world.images.first, !partitions.contains(where: { isInSync(id, $0, image) })
            else { return }
            wiped = nil
        }
        let fault = faults.next(&scheduler.random)
        switch fault {
        case .kill: crash(anyMachine(), power: false)
        case .lossOfPower: crash(anyMachine(), power: faults.cutsPower)
        case .powerFailure: failPower(anyMachine())
        case .everythingDown:
            world.log("everything goes down")
            let power = faults.cutsPower && scheduler.happens(0.7)
            for machine in world.machines { crash(machine, power: power) }
        case .cut, .isolate, .slowNetwork, .heal: disturbNetwork(fault)
        case .slowDisk, .pause, .skewClock, .fullDisk, .diskErrors: disturb(anyMachine(), fault)
        case .bounce: world.bounce(anyMachine(), pause: scheduler.milliseconds(10...3_000))
        case .rollingRestart:
            world.log("all are stopped and started, one after the other")
            for (index, machine) in world.machines.enumerated() {
                scheduler.after(.seconds(6 * index)) {
                    if self.wiped == nil { self.world.bounce(machine, pause: .milliseconds(500)) }
                }
            }
        case .moveReplicas: moveReplicas()
        case .churnTopics: churnTopics()
        case .wipe: wipe()
        case .damage: damage()
        }
    }

    /// Leaders are the most interesting.
    private func anyMachine() -> Machine {
        if scheduler.happens(0.3), let partition = scheduler.pick(partitions),
            let image = world.images.first,
            let leader = image.topic(named: partition.topic)?.partition(partition.partition)?.leader,
            let machine = world.machine(leader)
        {
            return machine
        }
        return world.machines[Int.random(in: 0..<world.machines.count, using: &scheduler.random)]
    }

    // MARK: - Processes

    private func crash(_ machine: Machine, power: Bool) {
        guard machine.process != nil else { return }
        world.crash(machine, power: power)
        world.restart(machine, after: scheduler.milliseconds(5...(scheduler.happens(0.2) ? 20_000 : 2_000)))
    }

    /// Soon, and perhaps in the midst of a write.
    private func failPower(_ machine: Machine) {
        guard machine.process != nil, faults.cutsPower else { return crash(machine, power: false) }
        let most = 1 << Int.random(in: 0...9, using: &scheduler.random)
        let operations = Int.random(in: 0..<most, using: &scheduler.random)
        machine.disk.failPower(after: operations)
        world.log("the power of \(machine.id) will fail after \(operations) operations on its disk")
    }

    /// A disk is replaced. What was on it alone is lost: only if others are in sync, who are there, and whom
    /// nothing that went wrong before takes away until the loss is known.
    private func wipe() {
        guard let machine = scheduler.pick(world.machines.filter { !$0.isController }),
            let image = world.images.first
        else { return }
        for partition in partitions {
            guard let state = image.topic(named: partition.topic)?.partition(partition.partition) else {
                return
            }
            if soundOthers(than: machine, state, partition).count < 2 { return }
        }
        world.log("\(machine.id) gets a new disk")
        wiped = machine.id
        mendEverything()
        world.crash(machine, power: true)
        machine.replaceDisk()
        world.restart(machine, after: scheduler.milliseconds(5...3_000))
    }

    /// Those in sync who run, and have everything.
    private func soundOthers(
        than machine: Machine, _ state: PartitionImage, _ partition: TopicPartition
    ) -> [Machine] {
        state.isr.compactMap { world.machine($0) }.filter {
            $0.id != machine.id && $0.process?.isStopping == false && !$0.isDamaged(partition)
        }
    }

    /// A bit flips in what others have, too.
    private func damage() {
        guard let partition = scheduler.pick(partitions),
            let state = world.images.first?.topic(named: partition.topic)?.partition(partition.partition),
            let machine = scheduler.pick(state.isr).flatMap({ world.machine($0) }),
            machine.process != nil, !soundOthers(than: machine, state, partition).isEmpty,
            let damage = machine.flipBit(of: partition, hides: simulation.sabotage == .hidesDamage)
        else { return }
        world.log("a bit flips on the disk of \(machine.id), in \(damage.path) at \(damage.position)")
    }

    private func isInSync(_ id: BrokerID, _ partition: TopicPartition, _ image: ClusterImage) -> Bool {
        guard let state = image.topic(named: partition.topic)?.partition(partition.partition) else {
            return true
        }
        return state.isr.contains(id) || state.eligibleLeaderReplicas.contains(id)
    }

    // MARK: - The network

    private func disturbNetwork(_ fault: ClusterFault) {
        switch fault {
        case .cut:
            let (from, to) = (anyMachine(), anyMachine())
            world.log("nothing gets from \(from.id) to \(to.id)")
            world.network.links.cut(from: from.id, to: to.id)
            if scheduler.happens(0.5) { world.network.links.cut(from: to.id, to: from.id) }
        case .isolate: isolate()
        case .slowNetwork:
            let rate = Double.random(in: 0...0.1, using: &scheduler.random)
            world.log("one message in \(Int(1 / max(rate, 0.001))) comes late")
            world.network.links.lateRate = rate
        default:
            world.log("the network heals")
            healNetwork()
        }
    }

    func healNetwork() {
        world.network.links.heal()
        world.network.links.lateRate = 0
    }

    /// Cuts some off from the others, clients among them; in both directions or in one.
    private func isolate() {
        let everybody = world.machines.map(\.id) + clients.map(\.id)
        let inside = Set(everybody.filter { _ in scheduler.happens(0.4) })
        let isOneWay = scheduler.happens(0.3)
        world.log(
            "\(inside.sorted()) and the others are cut off from each other\(isOneWay ? ", one way" : "")")
        for one in everybody where inside.contains(one) {
            for other in everybody where !inside.contains(other) {
                world.network.links.cut(from: one, to: other)
                if !isOneWay { world.network.links.cut(from: other, to: one) }
            }
        }
    }

    // MARK: - Disks and clocks

    private func disturb(_ machine: Machine, _ fault: ClusterFault) {
        switch fault {
        case .slowDisk:
            let slowest = scheduler.pick([1_500, 30_000, 300_000, 3_000_000]) ?? 30_000
            machine.diskTime = 50...slowest
            world.log("the disk of \(machine.id) takes up to \(slowest) µs")
        case .pause:
            let longest = scheduler.pick([300, 3_000, 15_000]) ?? 3_000
            let time = scheduler.milliseconds(10...longest)
            machine.pause(for: time)
            world.log("\(machine.id) stands still for \(time)")
        case .fullDisk:
            world.log("the disk of \(machine.id) is full")
            let rate = Double.random(in: 0.3...1, using: &scheduler.random)
            machine.disturbDisk(for: scheduler.milliseconds(10...5_000)) { $0.fullDisk = rate }
        case .diskErrors:
            world.log("the disk of \(machine.id) makes mistakes")
            let rate = Double.random(in: 0...0.05, using: &scheduler.random)
            machine.disturbDisk(for: scheduler.milliseconds(10...2_000)) { faults in
                (faults.syncErrors, faults.tornWrites, faults.readErrors) = (rate, rate, rate)
            }
        default:
            machine.wallOffset = scheduler.milliseconds(-60_000...60_000)
            world.log("the wall clock of \(machine.id) is \(machine.wallOffset) ahead")
        }
    }

    // MARK: - Topics

    private func moveReplicas() {
        guard let partition = scheduler.pick(partitions) else { return }
        let replicas = Array(
            world.machines.map(\.id).shuffled(using: &scheduler.random).prefix(3))
        world.log("\(partition) shall be on \(replicas)")
        admin.move(partition, to: replicas)
    }

    /// A topic comes, is written to, and goes.
    private func churnTopics() {
        churnCount += 1
        let topic = AdminClient.Topic(name: "passing\(churnCount)", partitionCount: 2)
        let producer = ProducerClient(
            number: 200 + churnCount, world: world, partitions: topic.partitions, pace: 20...200)
        admin.create(topic) { [self] in
            producer.start()
            scheduler.after(scheduler.milliseconds(100...10_000)) {
                self.world.log("topic \(topic.name) shall go")
                self.admin.delete(topic.name)
                self.scheduler.after(.seconds(2)) { producer.stop() }
            }
        }
    }
}
