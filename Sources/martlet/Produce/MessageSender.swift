import MartletClient
import MartletModel
import NIOCore

/// Makes records of what a line or a length-prefixed message holds.
struct RecordMaker {
    private let template: ProducerRecord
    private let keySeparator: [UInt8]?

    init(template: ProducerRecord, keySeparator: String?) {
        self.template = template
        self.keySeparator = keySeparator.map { Array($0.utf8) }
    }

    func record(ofLine line: ByteBuffer) -> ProducerRecord {
        var record = template
        guard let keySeparator, let found = line.firstRange(of: keySeparator) else {
            record.value = line
            return record
        }
        let start = line.readerIndex
        record.key = line.getSlice(at: start, length: found.lowerBound)
        record.value = line.getSlice(
            at: start + found.upperBound, length: line.readableBytes - found.upperBound)
        return record
    }

    func record(of message: LengthPrefixedReader.Message) -> ProducerRecord {
        var record = template
        (record.key, record.value) = (message.key, message.value)
        return record
    }
}

/// Turns an input into messages and hands them to a producer, piece by piece.
struct MessageSender {
    /// Large enough for few calls, small enough to stay in the processor's cache.
    private static let pieceBytes = 512 * 1024
    private static let maxMessageBytes = 64 * 1024 * 1024

    private let producer: Producer
    private let maker: RecordMaker
    private let format: InputFormat
    private var lines = LineSplitter(maxLineBytes: MessageSender.maxMessageBytes)
    private var messages: LengthPrefixedReader
    private var progress: ProgressLine
    private var byteCount: Int64 = 0
    private var messageCount = 0

    init(producer: Producer, command: ProduceCommand, totalBytes: Int64?) {
        self.producer = producer
        let template = ProducerRecord(
            topic: command.topic, partition: command.partition.map { PartitionIndex($0) }, value: nil,
            headers: command.header.map { Header(name: $0.key, value: $0.value) })
        maker = RecordMaker(template: template, keySeparator: command.keySeparator)
        format = command.format
        messages = LengthPrefixedReader(hasKeys: command.keys, maxFieldBytes: Self.maxMessageBytes)
        progress = ProgressLine(isShown: StandardError.isTerminal, totalBytes: totalBytes)
    }

    /// Sends all of the input. What it holds is enqueued when this returns, and not yet acknowledged.
    mutating func send(_ input: InputFile) async throws {
        while let piece = try input.read(Self.pieceBytes) {
            byteCount += Int64(piece.readableBytes)
            let (records, fault) = records(in: piece)
            try await enqueue(records)
            if let fault { throw fault }
            if let line = progress.update(bytes: byteCount, messages: messageCount) {
                StandardError.write(line)
            }
        }
        switch format {
        case .lines: if let line = lines.finish() { try await enqueue([maker.record(ofLine: line)]) }
        case .lengthPrefixed: try messages.finish()
        }
    }

    func finish() {
        if let line = progress.end(bytes: byteCount, messages: messageCount) { StandardError.write(line) }
    }

    private mutating func enqueue(_ records: [ProducerRecord]) async throws {
        try await producer.enqueue(contentsOf: records)
        messageCount += records.count
        // A message that could not be delivered must not be overtaken by all the rest of the input.
        if let error = producer.takeFirstError() { throw error }
    }

    private mutating func records(in piece: ByteBuffer) -> (records: [ProducerRecord], fault: InputError?) {
        var records: [ProducerRecord] = []
        let maker = maker
        do throws(InputError) {
            switch format {
            case .lines: try lines.append(piece) { records.append(maker.record(ofLine: $0)) }
            case .lengthPrefixed: try messages.append(piece) { records.append(maker.record(of: $0)) }
            }
            return (records, nil)
        } catch {
            return (records, error)
        }
    }
}
