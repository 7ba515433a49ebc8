import MartletModel
import MartletNode
import MartletStorage
import NIOCore

/// A machine: a disk, clocks, and a process or none.
// Sendable: a run is in one thread.
final class Machine: @unchecked Sendable {
    let id: BrokerID
    let scheduler: ClusterScheduler
    let isController: Bool
    private(set) var disk: MemoryFileSystem
    var clock: SimulatedClock
    /// How wrong the wall clock is.
    var wallOffset: Duration = .zero
    var hasPower = true
    /// The one that runs.
    var process: MachineProcess?
    /// Counts processes.
    var incarnation = 0
    /// How long the disk takes for a job, in microseconds.
    var diskTime: ClosedRange<Int> = normalDiskTime
    private(set) var pausedUntil: Duration = .zero
    /// What was damaged on the disk, whether it is right again or not.
    fileprivate(set) var damages: [Damage] = []
    /// Its directory was formatted.
    var isFormatted = false
    /// A new process is to be started, at some time.
    var isStartDue = false

    static let normalDiskTime = 50...1_500

    init(
        id: BrokerID, isController: Bool, clock: SimulatedClock, scheduler: ClusterScheduler
    ) {
        self.id = id
        self.isController = isController
        self.clock = clock
        self.scheduler = scheduler
        disk = Self.newDisk(scheduler)
    }

    private static func newDisk(_ scheduler: ClusterScheduler) -> MemoryFileSystem {
        MemoryFileSystem(faults: DiskFaults(seed: scheduler.random.next()))
    }

    var localTime: Duration { clock.local(scheduler.now) }

    var directory: String { "/data" }

    // MARK: - Standing still

    var isPaused: Bool { scheduler.now < pausedUntil }

    func pause(for time: Duration) {
        pausedUntil = max(pausedUntil, scheduler.now + time)
    }

    func wake() { pausedUntil = .zero }

    func whenAwake(_ work: @escaping ClusterScheduler.Work) {
        scheduler.at(pausedUntil, work)
    }

    // MARK: - The disk

    /// An empty one takes its place.
    func replaceDisk() {
        disk = Self.newDisk(scheduler)
        damages = []
        isFormatted = false
    }

    /// It misbehaves for a while.
    func disturbDisk(for time: Duration, _ change: (inout DiskFaults) -> Void) {
        var faults = DiskFaults(seed: scheduler.random.next())
        change(&faults)
        disk.setFaults(faults)
        scheduler.after(time) { [disk] in disk.setFaults(DiskFaults(seed: 0)) }
    }

    func mendDisk() {
        disk.setFaults(DiskFaults(seed: 0))
    }

    /// What was not synced may be lost, or not.
    func loseUnsynced(keeping chance: Double) {
        disk.cutPower(keeping: chance, using: &scheduler.random)
    }

}

// MARK: - Damage

extension Machine {
    struct Damage {
        var partition: TopicPartition
        var path: String
        var position: Int64
        var rightByte: UInt8
    }

    /// Flips a bit somewhere in a segment that is full, or in one of its indexes. Nobody has the file in
    /// memory any more, and whoever reads it reads the disk, unless it `hides`: then what is in memory is
    /// wrong.
    ///
    /// - Returns: where; nil if there is no such file, or the disk does not let it happen.
    func flipBit(of partition: TopicPartition, hides: Bool) -> Damage? {
        let directory = "\(self.directory)/\(partition)"
        guard let names = try? disk.list(directory).map(\.name).sorted(),
            let active = names.last(where: { $0.hasSuffix(".log") }),
            let name = scheduler.pick(
                names.filter { $0 < active && ($0.hasSuffix(".log") || $0.hasSuffix("index")) })
        else { return nil }
        let path = "\(directory)/\(name)"
        guard !damages.contains(where: { $0.path == path }),
            let damage = try? flipBit(of: path, partition, hides: hides)
        else { return nil }
        damages.append(damage)
        return damage
    }

    private func flipBit(
        of path: String, _ partition: TopicPartition, hides: Bool
    ) throws(StorageError) -> Damage? {
        let file = try disk.open(path, .readWrite)
        let count = try file.byteCount()
        guard count > 0 else { return nil }
        let position = Int64.random(in: 0..<count, using: &scheduler.random)
        let mask: UInt8 = 1 << UInt8.random(in: 0..<8, using: &scheduler.random)
        if !hides {
            return disk.rot(path, at: position, mask).map {
                Damage(partition: partition, path: path, position: position, rightByte: $0)
            }
        }
        guard let byte = try file.read(at: position, count: 1).readableBytesView.first else { return nil }
        try file.write([ByteBuffer(bytes: [byte ^ mask])], at: position)
        try file.sync()
        return Damage(partition: partition, path: path, position: position, rightByte: byte)
    }

    /// The file is gone, or has again what it had.
    func isHealed(_ damage: Damage) -> Bool {
        disk.byte(of: damage.path, at: damage.position).map { $0 == damage.rightByte } ?? true
    }

    /// The replica has records that nobody can read here.
    func isDamaged(_ partition: TopicPartition) -> Bool {
        damages.contains { $0.partition == partition && $0.path.hasSuffix(".log") && !isHealed($0) }
    }
}

/// A node's process.
// Sendable: a run is in one thread.
final class MachineProcess: @unchecked Sendable {
    let machine: Machine
    let incarnation: Int
    private(set) var isAlive = true
    var node: Node?
    /// Clients are let in.
    var servesClients = false
    /// New connections are refused: it is about to stop.
    var isStopping = false
    /// Called when it lets clients in.
    var whenServing: [ClusterScheduler.Work] = []
    /// Called after each turn of a shard's loop.
    var turned: ((MachineProcess, Shard) -> Void)?
    private let lostPower: (MachineProcess) -> Void

    /// - Parameter lostPower: called when the machine's power fails in the midst of something.
    init(_ machine: Machine, lostPower: @escaping (MachineProcess) -> Void) {
        self.machine = machine
        self.lostPower = lostPower
        machine.incarnation += 1
        incarnation = machine.incarnation
    }

    var id: BrokerID { machine.id }

    /// It can be heard of: what it says after the power has failed nobody hears.
    var isHeard: Bool { isAlive && !machine.disk.hasLostPower }

    func end() {
        isAlive = false
        node = nil
        turned = nil
        whenServing = []
    }

    /// One piece of the process's work; `shard`: a turn of that one's loop.
    func run(_ work: ClusterScheduler.Work, shard: Int? = nil) {
        work()
        guard isAlive else { return }
        if machine.disk.hasLostPower { return lostPower(self) }
        if let shard, let node, let turned { turned(self, node.shards[shard]) }
    }

    func serve() {
        servesClients = true
        let waiting = whenServing
        whenServing = []
        for work in waiting { work() }
    }

    func environment(shardCount: Int, peers: any PeerNetwork) -> NodeEnvironment {
        let scheduler = machine.scheduler
        return NodeEnvironment(
            fileSystem: machine.disk, clock: MachineClock(machine: machine),
            storageThreads: MachineThreads(self), readThreads: MachineThreads(self),
            backgroundThreads: MachineThreads(self), controlThreads: MachineThreads(self, isSerial: true),
            sleep: { _ in }, shardLoops: (0..<shardCount).map { MachineLoop(self, shard: $0) },
            controlLoop: MachineLoop(self), peers: peers,
            makeGenerator: { SeededGenerator(seed: scheduler.random.next()) })
    }
}
