import Foundation
import MartletModel
import NIOCore
import Testing

/// One line of the golden vectors for record batches.
struct BatchVector: Decodable, Sendable, CustomTestStringConvertible {
    struct Header: Decodable, Sendable {
        var key: String
        var value: String?
    }

    struct Record: Decodable, Sendable {
        var offset: Int64
        var timestamp: Int64
        var sequence: Int32
        var key: String?
        var value: String?
        /// Long values are given by size and checksum.
        var valueSize: Int?
        var valueCrc32c: UInt32?
        var headers: [Header]
        var controlType: String?
    }

    struct Batch: Decodable, Sendable {
        var sizeInBytes: Int
        var baseOffset: Int64
        var batchLength: Int32
        var partitionLeaderEpoch: Int32
        var crc: UInt32
        var attributes: Int16
        var compression: String
        var timestampType: String
        var transactional: Bool
        var control: Bool
        var deleteHorizonMs: Int64?
        var lastOffsetDelta: Int32
        var lastOffset: Int64
        var baseTimestamp: Int64
        var maxTimestamp: Int64
        var producerId: Int64
        var producerEpoch: Int16
        var baseSequence: Int32
        var lastSequence: Int32
        var recordCount: Int32
        var records: [Record]
    }

    enum Outcome: String, Decodable, Sendable { case error, incomplete, accepted }

    var name: String
    var valid: Bool
    var hex: String
    var batches: [Batch]?
    var outcome: Outcome?
    var validBytes: Int?
    var inflatedValueBytes: Int?

    private enum CodingKeys: String, CodingKey {
        case valid, hex, batches, outcome, validBytes, inflatedValueBytes
        case name = "case"
    }

    var bytes: ByteBuffer { ByteBuffer(hex: hex) }
    var isBomb: Bool { name.hasSuffix("bomb") }
    var testDescription: String { "\(name) \(hex.prefix(60))" }

    /// Where the reference data of the project is: beside the package, or where `MARTLET_SHARED` says.
    private static var shared: URL {
        if let path = ProcessInfo.processInfo.environment["MARTLET_SHARED"] {
            return URL(filePath: path)
        }
        let package = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared")
    }

    static let absence: Comment =
        "The golden vectors are not there: neither in ../shared nor in MARTLET_SHARED."

    /// All vectors; none where the reference data is absent.
    static let all: [BatchVector] = {
        let file = shared.appending(path: "protocol/vectors/batches.jsonl")
        guard let text = try? Data(contentsOf: file) else { return [] }
        let decoder = JSONDecoder()
        return text.split(separator: UInt8(ascii: "\n")).map { line in
            do {
                return try decoder.decode(BatchVector.self, from: line)
            } catch {
                preconditionFailure("the vectors have the form that their README describes: \(error)")
            }
        }
    }()

    static let validOnes = all.filter(\.valid)
    static let damagedOnes = all.filter { !$0.valid && !$0.isBomb }
    static let bombs = all.filter(\.isBomb)
}
