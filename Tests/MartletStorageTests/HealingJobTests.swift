import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

extension PartitionLog {
    /// What heals a segment, as another replica has it: asked for piece by piece.
    func patches(
        ofSegment base: Offset, from other: PartitionLog, maxBytes: Int = 200
    ) throws -> [CorruptRangePatch] {
        try emptyPatches(ofSegment: base).map { empty in
            var patch = empty
            while !patch.isComplete {
                let slice = try #require(
                    try other.read(
                        from: patch.nextOffset, upTo: other.logEndOffset, maxBytes: maxBytes,
                        minOneBatch: true))
                try patch.add(try slice.read())
            }
            return patch
        }
    }

    @discardableResult
    func heal(_ base: Offset, from other: PartitionLog) throws -> [RetiredSegment] {
        let job = try #require(try planHealing(with: patches(ofSegment: base, from: other)))
        do {
            _ = try #require(try job.run(pace: UnlimitedPace()))
        } catch {
            #expect(abandon(job).isEmpty)
            throw error
        }
        return finish(job)
    }
}

/// Segments in which what is corrupt is replaced by what another replica has.
@Suite struct HealingJobTests {
    /// Batches of 24 in four segments, in which some are damaged and that is known.
    private func damaged(_ numbers: [Int], _ disk: Disk = .memory) throws -> SoundLog {
        let sound = try SoundLog(disk)
        for number in numbers {
            let batch = sound.batches[number]
            try sound.change(batch.file, at: batch.position + 70) { ~$0 }
        }
        _ = try sound.scrub()
        #expect(!sound.log.corruptRanges.isEmpty)
        return sound
    }

    /// The numbers of the batches in the segment of a batch.
    private func neighbours(_ number: Int, in sound: SoundLog) -> [Int] {
        sound.batches.indices.filter { sound.batches[$0].file == sound.batches[number].file }
    }

    private func segment(_ number: Int, in sound: SoundLog) -> Offset {
        sound.batches[neighbours(number, in: sound)[0]].offsets.lowerBound
    }

    @Test(arguments: Disk.allCases)
    func `a healed segment is byte for byte what it was`(disk: Disk) throws {
        let (sound, other) = (try damaged([8], disk), try SoundLog())
        let batch = sound.batches[8]
        #expect(try sound.readable().refused == batch.offsets.all)
        let retired = try sound.log.heal(segment(8, in: sound), from: other.log)
        #expect(retired.count == 1 && sound.log.corruptRanges.isEmpty && !sound.log.isRewriting)
        #expect(try sound.readable().refused.isEmpty)
        #expect(try sound.log.records() == other.log.records())
        #expect(try sound.bench.bytes(batch.file) == other.bench.bytes(batch.file))
        for one in retired { try one.remove(sound.bench.fileSystem) }
        let again = try sound.scrub()
        #expect(again.news.isEmpty && again.outcomes.allSatisfy { $0.indexFaults.isEmpty })
        #expect(again.outcomes.map(\.batchCount).reduce(0, +) == 24)
    }

    @Test func `any batches of a segment can be healed, the first, the last, and all of them`() throws {
        let all = neighbours(8, in: try SoundLog())
        #expect(all.count > 4)
        for numbers in [[all[0]], [all[all.count - 1]], [all[0], all[2], all[3]], all] {
            let (sound, other) = (try damaged(numbers), try SoundLog())
            try sound.log.heal(segment(8, in: sound), from: other.log)
            #expect(try sound.log.records() == other.log.records(), "\(numbers)")
            #expect(sound.log.corruptRanges.isEmpty)
        }
    }

    @Test func `batches that the other replica has compressed since are taken as they are`() throws {
        let (sound, other) = (try damaged([8]), try SoundLog())
        other.log.configuration.segmentCompression = .gzip
        let job = try #require(try other.log.planRecompression())
        _ = try job.run(pace: UnlimitedPace())
        _ = other.log.endRewrite(job.rewrite)
        try sound.log.heal(segment(8, in: sound), from: other.log)
        #expect(try sound.log.records() == other.log.records())
    }

    @Test func `a log that was healed is opened with what it was healed with`() throws {
        let (sound, other) = (try damaged([1, 8]), try SoundLog())
        try sound.log.heal(segment(1, in: sound), from: other.log)
        try sound.log.heal(segment(8, in: sound), from: other.log)
        let end = sound.log.logEndOffset
        for isClean in [true, false] {
            if isClean { try sound.log.close() }
            let (opened, report) = try sound.bench.open(
                SoundLog.configuration(600), recoveryPoint: end, isClean: isClean)
            #expect(try opened.records() == other.log.records())
            #expect(report?.truncated == nil && report?.lostEnd == nil)
        }
    }

    @Test func `records below the log start are not asked for`() throws {
        let (sound, other) = (try damaged([8]), try SoundLog())
        _ = try sound.log.deleteRecords(
            before: sound.batches[9].offsets.lowerBound, highWatermark: sound.log.logEndOffset)
        #expect(sound.log.firstCorruptRange == nil)
        let patches = sound.log.emptyPatches(ofSegment: segment(8, in: sound))
        #expect(patches.count == 1 && patches.allSatisfy(\.isComplete))
        try sound.log.heal(segment(8, in: sound), from: other.log)
        #expect(sound.log.corruptRanges.isEmpty)
        #expect(try sound.log.records().first?.offset == sound.batches[9].offsets.lowerBound)
    }

    // MARK: - What is refused

    @Test func `what is damaged itself, or cut otherwise, or of another epoch, heals nothing`() throws {
        let (sound, other) = (try damaged([8]), try SoundLog())
        let range = try #require(sound.log.firstCorruptRange)
        let slice = try #require(
            try other.log.read(
                from: range.offsets.lowerBound, upTo: range.offsets.upperBound, maxBytes: 1, minOneBatch: true
            ))
        let good = try slice.read()
        func fault(_ change: (inout ByteBuffer) throws -> Void) throws -> PatchFault? {
            var patch = try #require(sound.log.emptyPatches(ofSegment: range.segment).first)
            var bytes = good
            try change(&bytes)
            do throws(PatchFault) { try patch.add(bytes) } catch { return error }
            #expect(patch.isComplete)
            return nil
        }
        #expect(try fault { _ in } == nil)
        let flipped = try fault { $0.setInteger(UInt8(0xAA), at: $0.readerIndex + 70) }
        guard case .damaged? = flipped else { throw Unexpected(fault: flipped) }
        for (at, value) in [(7, UInt8(17)), (15, UInt8(2))] {
            // The base offset and the leader epoch, which no checksum covers.
            let other = try fault { $0.setInteger(value, at: $0.readerIndex + at) }
            guard case .misplaced? = other else { throw Unexpected(fault: other) }
        }
        let longer = try batch((0..<9).map { "\($0)" })
        let wide = try fault { bytes in
            var header = longer.header
            header.baseOffset = range.offsets.lowerBound
            header.partitionLeaderEpoch = 3
            bytes.clear()
            header.write(into: &bytes)
            bytes.writeImmutableBuffer(longer.payload)
        }
        guard case .misplaced? = wide else { throw Unexpected(fault: wide) }
    }

    private struct Unexpected: Error {
        var fault: PatchFault?
    }

    @Test func `a job does not begin with patches that are not all, or for the segment that is written to`()
        throws
    {
        let (sound, other) = (try damaged([8]), try SoundLog())
        let base = segment(8, in: sound)
        let patches = try sound.log.patches(ofSegment: base, from: other.log)
        #expect(try sound.log.planHealing(with: sound.log.emptyPatches(ofSegment: base)) == nil)
        #expect(try sound.log.planHealing(with: []) == nil)
        let rewrite = try sound.log.beginRewrite(of: 0..<1)
        #expect(try sound.log.planHealing(with: patches) == nil)
        _ = sound.log.endRewrite(rewrite)
        let another = sound.batches[9]
        try sound.change(another.file, at: another.position + 70) { ~$0 }
        _ = try sound.scrub()
        #expect(try sound.log.planHealing(with: patches) == nil)

        let last = try damaged([23])
        let active = segment(23, in: last)
        #expect(last.log.isActive(segment: active))
        let whole = try last.log.patches(ofSegment: active, from: other.log)
        #expect(try last.log.planHealing(with: whole) == nil)
        try last.log.roll(now: 2_000)
        try last.log.flush()
        try last.log.heal(active, from: other.log)
        #expect(try last.log.records() == other.log.records())
    }

    @Test func `further damage ends the job, is found, and is healed with the rest`() throws {
        let (sound, other) = (try damaged([8]), try SoundLog())
        let base = segment(8, in: sound)
        let another = sound.batches[10]
        try sound.change(another.file, at: another.position + 70) { ~$0 }
        let before = try sound.bench.bytes(another.file)
        let patches = try sound.log.patches(ofSegment: base, from: other.log)
        let job = try #require(try sound.log.planHealing(with: patches))
        let error = #expect(throws: StorageError.self) { try job.run(pace: UnlimitedPace()) }
        #expect(sound.log.abandon(job).isEmpty)
        #expect(try sound.bench.bytes(another.file) == before)
        #expect(try !sound.bench.names().contains { $0.hasSuffix(".cleaned") })
        let found = try sound.log.quarantine(damage: try #require(error))
        #expect(found.map(\.offsets) == [another.offsets])
        try sound.log.heal(base, from: other.log)
        #expect(try sound.log.records() == other.log.records() && sound.log.corruptRanges.isEmpty)
    }

    // MARK: - Crashes

    private enum State: Hashable { case damaged, healed }

    /// What is found after a crash: the segment as it was or as the other replica has it; all else as before.
    private func state(_ bench: Workbench, after sound: SoundLog, _ other: SoundLog) throws -> State? {
        let (opened, report) = try bench.open(
            SoundLog.configuration(600), recoveryPoint: other.log.logEndOffset, isClean: false)
        #expect(report?.truncated == nil && report?.lostEnd == nil)
        #expect(opened.logEndOffset == other.log.logEndOffset)
        #expect(try !bench.names().contains { $0.hasSuffix("ed") || $0.hasSuffix(".swap") })
        let file = sound.batches[8].file
        for name in Set(sound.batches.map(\.file)) where name != file {
            #expect(try bench.bytes(name) == other.bench.bytes(name))
        }
        var damaged = try other.bench.bytes(file)
        let position = sound.batches[8].position + 70
        let byte = try #require(damaged.getInteger(at: position, as: UInt8.self))
        if try bench.bytes(file) == damaged { return .healed }
        damaged.setInteger(~byte, at: position)
        return try bench.bytes(file) == damaged ? .damaged : nil
    }

    @Test func `wherever the process dies, the next one finds the damaged segment or the healed one`() throws
    {
        let other = try SoundLog()
        var found: Set<State?> = []
        for victim in 0... {
            let sound = try damaged([8])
            let executioner = Executioner(victim: victim)
            executioner.watch(try sound.bench.memory)
            _ = try? sound.log.heal(segment(8, in: sound), from: other.log)
            if !executioner.hasStruck { return #expect(victim > 10 && found == [.damaged, .healed]) }
            try sound.bench.memory.intercept(with: nil)
            found.insert(try state(sound.bench, after: sound, other))
        }
    }

    @Test func `wherever the power fails, the disk has the damaged segment or the healed one`() throws {
        let other = try SoundLog()
        var found: Set<State?> = []
        for seed in 0..<6 as Range<UInt64> {
            for victim in 0... {
                let bench = try Workbench(memory: MemoryFileSystem(faults: DiskFaults(seed: seed)))
                let sound = try SoundLog(bench)
                try bench.fileSystem.syncDirectory(bench.root)
                let batch = sound.batches[8]
                try sound.change(batch.file, at: batch.position + 70) { ~$0 }
                try bench.fileSystem.open("\(bench.directory)/\(batch.file)", .readWrite).sync()
                _ = try sound.scrub()
                let executioner = Executioner(victim: victim)
                executioner.watch(try bench.memory)
                _ = try? sound.log.heal(segment(8, in: sound), from: other.log)
                if !executioner.hasStruck { break }
                try bench.memory.intercept(with: nil)
                var generator = SeededGenerator(seed: seed << 32 | UInt64(victim))
                try bench.memory.cutPower(using: &generator)
                found.insert(try state(bench, after: sound, other))
            }
        }
        #expect(found == [.damaged, .healed])
    }
}
