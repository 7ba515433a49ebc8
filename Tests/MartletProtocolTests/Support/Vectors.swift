import Foundation
import MartletProtocol
import NIOCore
import Testing

/// The golden vectors, which lie beside the repository and not in it.
enum Vectors {
    /// `MARTLET_SHARED`, or the folder `shared` beside the repository.
    static let shared: URL = {
        if let path = ProcessInfo.processInfo.environment["MARTLET_SHARED"] {
            return URL(fileURLWithPath: path)
        }
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return root.deletingLastPathComponent().appendingPathComponent("shared")
    }()

    static let folder = shared.appendingPathComponent("protocol/vectors")

    static let areThere = FileManager.default.fileExists(atPath: folder.path)

    static let areMissing: Comment = "the golden vectors are not there: set MARTLET_SHARED to their folder"

    /// The largest vector that the tests which try something at each of its bytes take. Their time grows
    /// with the square of the size, so that `bin/test --quick` leaves the larger ones to the full run.
    static let largestTakenBytewise =
        ProcessInfo.processInfo.environment["MARTLET_QUICK"] == nil ? Int.max : 64

    /// The files of bare messages, by their paths within the folder.
    static let messageFiles: [String] = ["api", "records"].flatMap { name in
        let path = folder.appendingPathComponent(name).path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.sorted().map { "\(name)/\($0)" }
    }

    static func read(_ file: String) throws -> [Vector] {
        let text = [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
        return try text.split(separator: 0x0A).map { try Vector(line: [UInt8]($0)) }
    }
}

/// One line of a file of vectors.
struct Vector: CustomTestStringConvertible {
    let fields: [String: JSON]
    let name: String
    let version: Int16
    let bytes: [UInt8]

    init(line: [UInt8]) throws {
        fields = try JSON(parsing: line).object()
        name = try fields["name", default: .null].string()
        version = try fields["version", default: .null].integer()
        bytes = try Self.bytes(hex: fields["hex", default: .null].string())
    }

    var json: JSON { fields["json"] ?? .null }

    var buffer: ByteBuffer { ByteBuffer(bytes: bytes) }

    var testDescription: String { "\(name) v\(version) \(fields["seed"].map { "seed \($0)" } ?? "")" }

    /// The Swift type of the message.
    var type: any VectorMessage.Type {
        get throws {
            guard let type = messageTypes[name] else { throw JSONError(description: "no message \(name)") }
            return type
        }
    }

    private static func bytes(hex: String) throws -> [UInt8] {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { throw JSONError(description: "half a byte") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            bytes.append(try value(of: digits[index]) << 4 | value(of: digits[index + 1]))
        }
        return bytes
    }

    private static func value(of digit: UInt8) throws -> UInt8 {
        switch digit {
        case 0x30...0x39: return digit - 0x30
        case 0x61...0x66: return digit - 0x61 + 10
        default: throw JSONError(description: "\(digit) is no hexadecimal digit")
        }
    }
}
