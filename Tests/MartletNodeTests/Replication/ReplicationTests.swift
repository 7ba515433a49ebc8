import MartletMetadata
import MartletModel
import MartletProtocol
import MartletReplication
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

/// Brokers that copy a partition from one another.
@Suite struct ReplicationTests {
    /// All three logs are the same, and everything is committed everywhere.
    private func agree(_ partition: ReplicatedPartition, on ids: [BrokerID] = [1, 2, 3]) -> Bool {
        guard let first = ids.first, let end = partition.end(first) else { return false }
        return ids.allSatisfy { partition.highWatermark($0) == end && partition.end($0) == end }
            && ids.allSatisfy { partition.content($0) == partition.content(first) }
    }

    private func produce(_ partition: ReplicatedPartition, _ count: Int, to id: BrokerID, acks: Int16 = -1)
        throws
    {
        for index in 0..<count {
            let answer = try partition.produce(["value \(index)", "of \(id)"], to: id, acks: acks)
            #expect(answer.errorCode == .none)
        }
    }

    // MARK: - Copying

    @Test(arguments: ["disk", "page-cache"])
    func `what is acknowledged by all is in every replica's log, byte for byte`(durability: String) throws {
        let partition = try ReplicatedPartition(["martlet.durability=\(durability)"])
        try produce(partition, 20, to: 1)
        for id in [1, 2, 3] as [BrokerID] { #expect(partition.end(id) == 40) }
        #expect(partition.pass { self.agree(partition) })
        #expect(try partition.values(1).count == 40)
        #expect(partition.world.log.lines.isEmpty, "\(partition.world.log.lines)")
    }

    @Test func `an acks=all produce takes a round trip or two, not a fetch's whole wait`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 1, to: 1)
        let before = partition.world.uptime
        try produce(partition, 10, to: 1)
        #expect(partition.world.uptime - before < .milliseconds(10 * 30))
    }

    @Test func `a follower asks for more only when it has on disk what it got`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 1, to: 1)
        partition.world.holdStorage()
        try produce(partition, 1, to: 1, acks: 1)
        #expect(partition.pass { partition.end(2) == 4 && partition.end(3) == 4 })
        partition.world.pass(.seconds(2))
        func acknowledged() -> [Offset?]? {
            partition.with(1) { _, replica in
                guard case .leader(let leader) = replica.role else { return [] }
                return leader.followers.map(\.logEndOffset)
            }
        }
        #expect(acknowledged() == [2, 2])
        partition.world.releaseStorage()
        #expect(partition.pass { acknowledged() == [4, 4] })
    }

    @Test func `many batches come in few answers, and segments roll on the way`() throws {
        let partition = try ReplicatedPartition()
        for id in [1, 3] as [BrokerID] {
            _ = partition.with(id) { $1.log.configuration.segmentBytes = 4_096 }
        }
        partition.network.cutOff(3)
        try produce(partition, 300, to: 1, acks: 1)
        partition.network.reconnect(3)
        #expect(partition.pass { self.agree(partition, on: [1, 2]) && partition.end(3) == 600 })
        #expect(partition.content(3) == partition.content(1))
        #expect(partition.with(3) { $1.log.segmentCount } ?? 0 > 5)
    }

    // MARK: - Leaders

    @Test func `when the leader dies the others go on with all that was acknowledged`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 5, to: 1)
        partition.kill(1)
        try partition.elect(2, isr: [2, 3])
        try produce(partition, 5, to: 2)
        #expect(try partition.values(2).count == 20)
        #expect(partition.pass { self.agree(partition, on: [2, 3]) })
        #expect(partition.with(3) { $1.log.leaderEpochs.entries.map(\.epoch) } == [0, 1])
    }

    @Test func `a leader that was replaced cuts off what nobody else has`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 3, to: 1)
        #expect(partition.pass { self.agree(partition) })
        partition.network.cutOff(2)
        partition.network.cutOff(3)
        try produce(partition, 4, to: 1, acks: 1)
        partition.network.reconnect(2)
        partition.network.reconnect(3)
        partition.network.cutOff(1)
        try partition.elect(2, isr: [2, 3])
        try produce(partition, 2, to: 2)
        #expect(partition.end(1) == 14)
        partition.network.reconnect(1)
        #expect(partition.pass { self.agree(partition) })
        #expect(partition.end(1) == 10)
        #expect(try partition.values(2).filter { $0 == "of 1" }.count == 3)
    }

    @Test func `a recovery after the cut finds what the checkpoints say`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 3, to: 1)
        partition.network.cutOff(2)
        partition.network.cutOff(3)
        try produce(partition, 6, to: 1, acks: 1)
        partition.network.reconnect(2)
        partition.network.reconnect(3)
        try partition.elect(2, isr: [2, 3])
        #expect(partition.pass { partition.end(1) == 6 && partition.with(1) { _, _ in true } == true })
        let path = "/data1/recovery-point-offset-checkpoint"
        let text = String(buffer: try partition.world.fileSystem.read(path))
        #expect(text.contains("orders 0 6"))
        try produce(partition, 1, to: 2)
        #expect(partition.pass { self.agree(partition) })
    }

    @Test func `the same leader in a new epoch is asked in that`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 2, to: 1)
        try partition.elect(1)
        try produce(partition, 2, to: 1)
        #expect(partition.pass { self.agree(partition) })
        #expect(partition.with(2) { $1.log.latestEpoch } == 1)
    }

    @Test func `without a leader nobody is asked, and with one again`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 2, to: 1)
        try partition.elect(-1)
        partition.world.pass(.seconds(2))
        for shard in partition.nodes[2]?.node.shards ?? [] {
            #expect(shard.assumeIsolated { $0.fetchers.isEmpty })
        }
        try partition.elect(3)
        try produce(partition, 2, to: 3)
        #expect(partition.pass { self.agree(partition) })
    }

    @Test func `a leader that has moved is asked at its new place at once`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 2, to: 1)
        let node = try #require(partition.nodes[1])
        partition.network.remove(ReplicatedPartition.address(1))
        partition.world.pass(.seconds(30))
        partition.network.add(node, at: NodeAddress(host: "elsewhere", port: 9_092))
        try partition.register(1, host: "elsewhere")
        let before = partition.world.uptime
        try produce(partition, 2, to: 1)
        #expect(partition.world.uptime - before < .milliseconds(200))
        #expect(partition.pass { self.agree(partition) })
    }

    @Test func `lost connections are made again`() throws {
        let partition = try ReplicatedPartition()
        for _ in 0..<5 {
            try produce(partition, 1, to: 1)
            partition.network.cutOff(2)
            partition.network.cutOff(3)
            try produce(partition, 1, to: 1, acks: 1)
            partition.world.pass(.milliseconds(50))
            partition.network.reconnect(2)
            partition.network.reconnect(3)
        }
        #expect(partition.pass { self.agree(partition) })
    }

    // MARK: - What the leader has not, or has only

    @Test func `the leader's deletions are everybody's`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 5, to: 1)
        let client = try partition.client(1)
        _ = try client.send(
            DeleteRecordsRequest(
                topics: [.init(name: "orders", partitions: [.init(partitionIndex: 0, offset: 6)])],
                timeoutMs: 1_000), version: 2)
        #expect(
            partition.pass { [2, 3].allSatisfy { partition.with($0) { $1.log.logStartOffset } == 6 } })
    }

    @Test func `a follower that the leader's log has left behind begins anew where that starts`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 1, to: 1)
        #expect(partition.pass { self.agree(partition) })
        partition.network.cutOff(3)
        try partition.fence(3, isr: [1, 2])
        try produce(partition, 10, to: 1)
        let client = try partition.client(1)
        _ = try client.send(
            DeleteRecordsRequest(
                topics: [.init(name: "orders", partitions: [.init(partitionIndex: 0, offset: 16)])],
                timeoutMs: 1_000), version: 2)
        partition.world.pass(.seconds(1))
        partition.network.reconnect(3)
        #expect(partition.pass { partition.end(3) == 22 })
        #expect(partition.with(3) { $1.log.logStartOffset } == 16)
        try produce(partition, 1, to: 1)
        #expect(partition.pass { partition.end(3) == 24 && partition.highWatermark(3) == 24 })
    }

    @Test func `damaged records are never written, and that is said once for each place`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 2, to: 1)
        #expect(partition.pass { self.agree(partition) })
        partition.network.tamper = { bytes in
            let mark = Array("broken".utf8)
            var bytes = bytes
            let view = bytes.readableBytesView
            guard
                let place = view.indices.first(where: { view[$0...].starts(with: mark) })
            else { return bytes }
            bytes.setInteger(UInt8(ascii: "B"), at: place)
            return bytes
        }
        try produce(partition, 1, to: 1, acks: 1)
        _ = try partition.produce(["broken"], to: 1, acks: 1)
        partition.world.pass(.seconds(5))
        for id in [2, 3] as [BrokerID] { #expect(partition.end(id) == 6) }
        let lines = partition.world.log.errors
        #expect(lines.count == 2)
        for line in lines {
            #expect(line.metadata["topic"] == "orders" && line.metadata["partition"] == "0")
            #expect(line.metadata["offset"] == "6")
        }
        partition.network.tamper = nil
        #expect(partition.pass { self.agree(partition) })
    }

    // MARK: - Ends

    @Test func `a topic that is deleted while a broker closes its logs goes at the next start`() throws {
        let partition = try ReplicatedPartition()
        try partition.produce(["a"], to: 1)
        let node = try #require(partition.nodes[2])
        partition.world.holdStorage()
        node.stop()
        try partition.change([.removeTopic(RemoveTopicRecord(topicId: ReplicatedPartition.topicID))])
        partition.world.releaseStorage()
        partition.world.settle()
        #expect(
            node.onlyOwner.assumeIsolated {
                guard case .closed? = $0.partitions[ReplicatedPartition.key] else { return false }
                return true
            })
    }

    @Test func `a topic can be deleted while a follower's log is cut`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 3, to: 1)
        partition.network.cutOff(2)
        partition.network.cutOff(3)
        try produce(partition, 2, to: 1, acks: 1)
        partition.network.reconnect(2)
        partition.network.reconnect(3)
        partition.world.holdStorage()
        try partition.elect(2, isr: [2, 3])
        partition.world.pass(.milliseconds(200))
        #expect(partition.with(1) { _, _ in true } == nil)
        try partition.change([.removeTopic(RemoveTopicRecord(topicId: ReplicatedPartition.topicID))])
        partition.world.releaseStorage()
        partition.world.pass(.seconds(120))
        for id in [1, 2, 3] as [BrokerID] {
            #expect(
                try !partition.world.fileSystem.list("/data\(id)").contains { $0.name.hasPrefix("orders") })
            for shard in partition.nodes[id]?.node.shards ?? [] {
                #expect(shard.assumeIsolated { $0.partitions.isEmpty && $0.fetchers.isEmpty })
            }
        }
    }

    @Test func `a broker can lead again though its log is still being cut`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 3, to: 1)
        partition.network.cutOff(2)
        partition.network.cutOff(3)
        try produce(partition, 2, to: 1, acks: 1)
        partition.network.reconnect(2)
        partition.network.reconnect(3)
        partition.world.holdStorage()
        try partition.elect(2, isr: [1, 2, 3])
        partition.world.pass(.milliseconds(200))
        try partition.elect(1)
        #expect(partition.with(1) { _, _ in true } == nil)
        partition.world.releaseStorage()
        #expect(partition.pass { partition.with(1) { $1.isLeader } == true })
        #expect(partition.end(1) == 6)
        try produce(partition, 2, to: 1)
        #expect(partition.pass { self.agree(partition) })
    }

    @Test func `a cut that has not begun is forgotten by who leads again`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 3, to: 1)
        partition.network.cutOff(2)
        partition.network.cutOff(3)
        try produce(partition, 2, to: 1, acks: 1)
        partition.network.reconnect(2)
        partition.network.reconnect(3)
        // As if a group commit took its time.
        _ = partition.with(1) { $1.isFlushing = true }
        try partition.elect(2, isr: [1, 2, 3])
        #expect(partition.pass { partition.with(1) { $1.cut != nil } == true })
        try partition.elect(1)
        _ = partition.with(1) { shard, replica in
            replica.isFlushing = false
            shard.cutWhenQuiet(replica.key)
        }
        partition.world.pass(.seconds(1))
        #expect(partition.end(1) == 10)
        try produce(partition, 1, to: 1)
        #expect(partition.pass { self.agree(partition) })
        #expect(partition.end(2) == 12)
    }

    @Test func `a broken disk ends the copying, and the others go on`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 1, to: 1)
        partition.world.fileSystem.intercept { operation, path in
            operation == .sync && path.hasPrefix("/data3/orders")
                ? .fail(.system(operation: "fdatasync", path: path, code: 5)) : .proceed
        }
        try produce(partition, 1, to: 1, acks: 1)
        #expect(partition.pass { partition.with(3) { _, _ in true } == nil })
        partition.world.fileSystem.intercept(with: nil)
        try partition.fence(3, isr: [1, 2])
        try produce(partition, 2, to: 1)
        #expect(partition.pass { self.agree(partition, on: [1, 2]) })
    }

    @Test func `a full disk is tried again until there is room`() throws {
        let partition = try ReplicatedPartition()
        try produce(partition, 1, to: 1)
        partition.world.fileSystem.intercept { operation, path in
            guard case .write = operation, path.hasPrefix("/data3/orders") else { return .proceed }
            return .fail(.full(path: path))
        }
        try produce(partition, 1, to: 1, acks: 1)
        partition.world.pass(.seconds(10))
        #expect(partition.end(3) == 2)
        partition.world.fileSystem.intercept(with: nil)
        #expect(partition.pass { self.agree(partition) })
    }
}
