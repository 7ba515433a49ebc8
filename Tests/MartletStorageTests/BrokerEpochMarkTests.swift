import MartletModel
import MartletStorage
import NIOCore
import Synchronization
import Testing

@Suite struct BrokerEpochMarkTests {
    private static let ids = [DirectoryID(Uuid(high: 7, low: 100)), DirectoryID(Uuid(high: 8, low: 1))]
    private static let mark = BrokerEpochMark(epoch: 41, directories: ids.reversed())

    @Test func `a mark is what was written, and nothing else`() throws {
        let bytes = Self.mark.encoded()
        #expect(BrokerEpochMark(decoding: bytes) == Self.mark)
        #expect(Self.mark.directories == Self.ids)
        for index in 0..<bytes.readableBytes {
            for bit in 0..<8 {
                var damaged = bytes
                damaged.setInteger(
                    try #require(bytes.getInteger(at: index, as: UInt8.self)) ^ (1 << bit), at: index)
                #expect(BrokerEpochMark(decoding: damaged) == nil, "byte \(index), bit \(bit)")
            }
            #expect(BrokerEpochMark(decoding: try #require(bytes.getSlice(at: 0, length: index))) == nil)
        }
    }

    @Test(arguments: 0..<40)
    func `a crash leaves the mark before, or the new one`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let bench = try Workbench(memory: MemoryFileSystem(faults: DiskFaults(seed: UInt64(seed))))
        func open() throws -> LogDirectory {
            try LogDirectory.open(
                bench.root, fileSystem: bench.fileSystem, nodeID: 4, clusterID: "cluster", using: &generator)
        }
        let first = try open()
        #expect(first.epochMark == nil)
        try first.write(Self.mark)
        first.release()
        let later = BrokerEpochMark(epoch: 50, directories: Self.ids)
        let second = try open()
        #expect(second.epochMark == Self.mark)
        let left = Mutex(seed / 4)
        try bench.memory.intercept { _, path in
            left.withLock {
                $0 -= 1; return $0
            } < 0
                ? .fail(.system(operation: "write", path: path, code: 5)) : .proceed
        }
        let isWritten = (try? second.write(later)) != nil
        try bench.memory.intercept(with: nil)
        try bench.memory.cutPower(keeping: Double(seed % 4) / 3, using: &generator)
        let found = try open().epochMark
        #expect(isWritten ? found == later : found == Self.mark || found == later)
    }
}
