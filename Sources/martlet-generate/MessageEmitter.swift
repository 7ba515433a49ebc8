/// The Swift source of one message: a struct, with the message's structures nested in it.
struct MessageEmitter {
    let message: MessageSchema

    func emit(_ source: inout SourceText) {
        source.line("/// \(title)")
        source.block("package struct \(message.name): \(conformance) {") { source in
            emitIdentity(&source)
            emitBody(message.fields, message.versions, isRoot: true, &source)
            for structure in message.structures {
                source.line()
                source.block("package struct \(structure.name): Structure {") { source in
                    emitBody(structure.fields, structure.versions, isRoot: false, &source)
                }
            }
        }
    }

    private var title: String {
        let range = "versions \(message.versions.lower)–\(message.versions.upper)"
        switch message.kind {
        case .request(let api), .response(let api): return "\(message.name), API \(api.key), \(range)."
        case .header: return "\(message.name), \(range)."
        case .record(let group, let type):
            return "\(message.name) (\(group)\(type.map { ", type \($0)" } ?? "")), \(range)."
        }
    }

    private var conformance: String {
        switch message.kind {
        case .request: "Request"
        case .response: "ResponseMessage"
        case .record(group: "metadata", _): "MetadataRecord"
        default: "Message"
        }
    }

    private func emitIdentity(_ source: inout SourceText) {
        switch message.kind {
        case .request(let api):
            source.line("package typealias Response = \(api.name)Response")
            source.line("package static var apiKey: ApiKey { ApiKey(rawValue: \(api.key)) }")
        case .response(let api):
            source.line("package static var apiKey: ApiKey { ApiKey(rawValue: \(api.key)) }")
        case .record(group: "metadata", let type?):
            source.line("package static var recordType: Int16 { \(type) }")
        default: break
        }
        let (lower, upper) = (message.versions.lower, message.versions.upper)
        source.line("package static var versions: ClosedRange<Int16> { \(lower)...\(upper) }")
        let flexible = FieldEmitter.condition(message.flexible, within: message.versions) ?? "true"
        source.line("package static func isFlexible(_ version: Int16) -> Bool { \(flexible) }")
        source.line()
    }

    // MARK: Bodies

    private func emitters(_ fields: [Field], _ context: Versions) -> [FieldEmitter] {
        fields.map { FieldEmitter(message: message, context: context, field: $0) }
    }

    private func emitBody(
        _ fields: [Field], _ context: Versions, isRoot: Bool, _ source: inout SourceText
    ) {
        let fields = emitters(fields, context)
        for field in fields {
            source.line("package var \(field.field.swiftName): \(field.field.swiftType)")
        }
        if !fields.isEmpty { source.line() }
        emitMemberwise(fields, &source)
        source.line()
        emitDecode(fields, context, isRoot: isRoot, &source)
        source.line()
        emitEncode(fields, context, isRoot: isRoot, &source)
    }

    private func emitMemberwise(_ fields: [FieldEmitter], _ source: inout SourceText) {
        if fields.isEmpty {
            source.line("package init() {}")
            return
        }
        source.line("package init(")
        for (index, field) in fields.enumerated() {
            let comma = index == fields.count - 1 ? "" : ","
            let name = field.field.swiftName
            source.line("    \(name): \(field.field.swiftType) = \(field.defaultValue)\(comma)")
        }
        source.block(") {") { source in
            for field in fields {
                source.line("\(field.property) = \(field.field.swiftName)")
            }
        }
    }

    private func flexibility(_ context: Versions) -> String {
        FieldEmitter.flexibility(message.flexible, within: context)
    }

    /// Declares `isFlexible` where something asks for it.
    private func emitFlexibility(
        _ fields: [FieldEmitter], _ context: Versions, _ source: inout SourceText
    ) {
        guard flexibility(context) == "isFlexible" else { return }
        source.line("let isFlexible = version >= \(message.flexible.lower)")
    }

    /// The condition of the tagged section: nil when there always is one, "false" when there never is.
    private func tagCondition(_ context: Versions) -> String? {
        let flexibility = flexibility(context)
        return flexibility == "true" ? nil : flexibility
    }

    private func emitDecode(
        _ fields: [FieldEmitter], _ context: Versions, isRoot: Bool, _ source: inout SourceText
    ) {
        let head = "package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {"
        source.block(head) { source in
            if isRoot { source.line("try Self.checkDecodable(version)") }
            source.line("self.init()")
            emitFlexibility(fields, context, &source)
            for field in fields where field.field.tag == nil && field.presence != "false" {
                source.when(field.presence) { field.read(&$0) }
            }
            let condition = tagCondition(context)
            if condition == "false" { return }
            source.when(condition) { emitTagDecode(fields, &$0) }
        }
    }

    private func emitTagDecode(_ fields: [FieldEmitter], _ source: inout SourceText) {
        let tagged = taggedInOrder(fields)
        if tagged.isEmpty {
            source.line("try reader.skipTags()")
            return
        }
        source.line("var section = try reader.beginTags()")
        source.block("while let tag = try reader.nextTag(&section) {") { source in
            source.line("switch tag {")
            for field in tagged {
                let range = taggedPresence(field).map { " where \($0)" } ?? ""
                source.block("case \(field.field.tag ?? 0)\(range):", tail: nil) { field.read(&$0) }
            }
            source.line("default: reader.skipTag()")
            source.line("}")
            source.line("try reader.endTag(section)")
        }
    }

    private func taggedInOrder(_ fields: [FieldEmitter]) -> [FieldEmitter] {
        fields.filter { $0.field.tag != nil }.sorted { ($0.field.tag ?? 0) < ($1.field.tag ?? 0) }
    }

    /// A tagged field's condition within the flexible versions: the section is there only in those.
    private func taggedPresence(_ field: FieldEmitter) -> String? {
        FieldEmitter.condition(
            field.field.versions, within: field.context.intersection(message.flexible))
    }

    private func emitEncode(
        _ fields: [FieldEmitter], _ context: Versions, isRoot: Bool, _ source: inout SourceText
    ) {
        let head =
            "package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {"
        source.block(head) { source in
            if isRoot { source.line("try Self.checkEncodable(version)") }
            emitFlexibility(fields, context, &source)
            for field in fields {
                emitEncode(field, &source)
            }
            let condition = tagCondition(context)
            if condition == "false" { return }
            source.when(condition) { emitTagEncode(fields, &$0) }
        }
    }

    /// Writes a positional field; refuses a field that is set in a version without it.
    private func emitEncode(_ field: FieldEmitter, _ source: inout SourceText) {
        let refuses = !field.field.isIgnorable && field.presence != nil
        let refusal = "throw EncodeError.fieldNotInVersion(field: \"\(field.place)\", version: version)"
        if field.field.tag != nil || field.presence == "false" {
            guard refuses else { return }
            let outside = field.presence == "false" ? "" : "!(\(field.presence ?? "true")) && "
            source.block("if \(outside)\(field.isSet) {") { $0.line(refusal) }
            return
        }
        guard refuses, let presence = field.presence else {
            source.when(field.presence) { field.write(&$0) }
            return
        }
        source.block("if \(presence) {", tail: nil) { field.write(&$0) }
        source.block("} else if \(field.isSet) {") { $0.line(refusal) }
    }

    private func emitTagEncode(_ fields: [FieldEmitter], _ source: inout SourceText) {
        let tagged = taggedInOrder(fields)
        if tagged.isEmpty {
            source.line("writer.writeUnsignedVarint(0)")
            return
        }
        let conditions = tagged.map { field in
            [taggedPresence(field), field.isSet].compactMap { $0 }.joined(separator: " && ")
        }
        source.line("var tagCount: UInt32 = 0")
        for condition in conditions {
            source.line("if \(condition) { tagCount += 1 }")
        }
        source.line("writer.writeUnsignedVarint(tagCount)")
        for (field, condition) in zip(tagged, conditions) {
            source.block("if \(condition) {") { source in
                source.line("let start = writer.beginTag(\(field.field.tag ?? 0))")
                field.write(&source)
                source.line("writer.endTag(start)")
            }
        }
    }
}
