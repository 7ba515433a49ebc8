/// What is generated from all schemas together: the table of API keys and the sum of the metadata records.
struct IndexEmitter {
    let messages: [MessageSchema]

    private var apis: [API] {
        messages.compactMap { message in
            if case .request(let api) = message.kind { return api }
            return nil
        }
        .sorted { $0.key < $1.key }
    }

    static func lowerCamelCase(_ name: String) -> String {
        name.prefix(1).lowercased() + name.dropFirst()
    }

    // MARK: API keys

    func apiKeys() -> String {
        var source = SourceText.header(of: "Api")
        source.line()
        source.block("extension ApiKey {") { source in
            for api in apis {
                let name = Self.lowerCamelCase(api.name)
                source.line("package static let \(name) = ApiKey(rawValue: \(api.key))")
            }
            source.line()
            source.line("/// Every API that has a schema, in ascending order of keys.")
            source.block("package static let all: [ApiKey] = [", tail: "]") { source in
                for api in apis { source.line(".\(Self.lowerCamelCase(api.name)),") }
            }
            source.line()
            emitFlexibleVersions(&source)
            source.line()
            emitDefinitions(&source)
        }
        return source.text
    }

    private func emitFlexibleVersions(_ source: inout SourceText) {
        source.block("var firstFlexibleVersion: Int16? {") { source in
            source.line("switch rawValue {")
            for message in messages {
                guard case .request(let api) = message.kind else { continue }
                let first = message.flexible.isEmpty ? "nil" : String(message.flexible.lower)
                source.line("case \(api.key): \(first)")
            }
            source.line("default: nil")
            source.line("}")
        }
    }

    private func emitDefinitions(_ source: inout SourceText) {
        source.block("var definition: Definition? {") { source in
            source.line("switch rawValue {")
            for message in messages {
                guard case .request(let api) = message.kind else { continue }
                let listeners = api.listeners.map { ".\($0)" }.joined(separator: ", ")
                var arguments = [
                    "name: \"\(api.name)\"",
                    "versions: \(message.versions.lower)...\(message.versions.upper)",
                    "listeners: [\(listeners)]",
                ]
                if api.latestVersionIsUnstable { arguments.append("latestVersionIsUnstable: true") }
                if api.isForwardable { arguments.append("isForwardable: true") }
                if api.isClusterAction { arguments.append("isClusterAction: true") }
                source.line("case \(api.key): Definition(\(arguments.joined(separator: ", ")))")
            }
            source.line("default: nil")
            source.line("}")
        }
    }

    // MARK: Metadata records

    func metadataRecords() -> String {
        let records = messages.compactMap { message -> (type: Int, name: String, label: String)? in
            guard case .record(group: "metadata", let type?) = message.kind else { return nil }
            let label = message.name.hasSuffix("Record") ? String(message.name.dropLast(6)) : message.name
            return (type, message.name, Self.lowerCamelCase(label))
        }
        .sorted { $0.type < $1.type }
        var source = SourceText.header(of: "Records/metadata")
        source.line("import NIOCore")
        source.line()
        source.line("/// A record of `__cluster_metadata`, whichever it is.")
        source.block("package enum MetadataRecordValue: Sendable, Equatable {") { source in
            for record in records { source.line("case \(record.label)(\(record.name))") }
            source.line()
            source.line("/// The record's message, for what all of them have in common.")
            source.block("package var record: any MetadataRecord {") { source in
                source.line("switch self {")
                for record in records { source.line("case .\(record.label)(let record): record") }
                source.line("}")
            }
            source.line()
            source.line("/// Reads a record's value: the prefix with type and version, then the message.")
            let head = "package static func decode(_ value: ByteBuffer) throws(DecodeError) ->"
            source.block(head + " MetadataRecordValue {") { source in
                source.line("var reader = ProtocolReader(value)")
                source.line("let frame = try RecordFrame(from: &reader)")
                source.line("let record = try decode(frame, &reader)")
                source.line("try reader.finish()")
                source.line("return record")
            }
            source.line()
            source.line("private static func decode(")
            source.line("    _ frame: RecordFrame, _ reader: inout ProtocolReader")
            source.block(") throws(DecodeError) -> MetadataRecordValue {") { source in
                source.line("let version = frame.version")
                source.line("switch frame.type {")
                for record in records {
                    let message = "\(record.name)(from: &reader, version: version)"
                    source.line("case \(record.type): return .\(record.label)(try \(message))")
                }
                source.line("default: throw .unknownRecordType(frame.type)")
                source.line("}")
            }
        }
        return source.text
    }
}
