/// The source for one field: its default, the conditions of its versions, its reading and its writing.
struct FieldEmitter {
    let message: MessageSchema
    /// The versions in which the enclosing structure can occur.
    let context: Versions
    let field: Field
    /// What stands in front of a structure's name where the message's own scope does not reach.
    var qualifier = ""

    var property: String { "self.\(field.name)" }

    /// `Message.field`, as errors name it.
    var place: String { "\(message.name).\(field.name)" }

    // MARK: Versions

    /// The condition that `version` is in `range`, given that it is in `within`; nil when that is certain.
    static func condition(_ range: Versions, within: Versions) -> String? {
        if range.contains(within) { return nil }
        let actual = range.intersection(within)
        if actual.isEmpty { return "false" }
        if actual.lower == actual.upper { return "version == \(actual.lower)" }
        let lower = actual.lower > within.lower ? "version >= \(actual.lower)" : nil
        let upper = actual.upper < within.upper ? "version <= \(actual.upper)" : nil
        return [lower, upper].compactMap { $0 }.joined(separator: " && ")
    }

    var presence: String? { Self.condition(field.versions, within: context) }

    /// Whether this field's version is flexible, as source.
    var flexibility: String {
        if field.isNoncompact { return "false" }
        return Self.flexibility(message.flexible, within: field.versions.intersection(context))
    }

    static func flexibility(_ flexible: Versions, within: Versions) -> String {
        if flexible.contains(within) { return "true" }
        return flexible.intersection(within).isEmpty ? "false" : "isFlexible"
    }

    // MARK: Defaults

    /// The default as an argument's default value.
    var defaultValue: String {
        if let text = field.defaultText, text != "null" {
            if case .primitive(.string) = field.type { return "\"\(text)\"" }
            return text
        }
        if field.defaultText == "null" { return "nil" }
        switch field.type {
        case .primitive(.records): return "nil"
        case .primitive(let primitive): return Self.zero(primitive)
        case .identifier(.ErrorCode): return ".none"
        case .identifier(let identifier):
            return identifier.wire == .uuid ? "\(identifier.rawValue)(.zero)" : "0"
        case .structure(let name): return "\(qualifier)\(name)()"
        case .array: return "[]"
        }
    }

    private static func zero(_ primitive: Primitive) -> String {
        switch primitive {
        case .bool: "false"
        case .string: "\"\""
        case .bytes: "ByteBuffer()"
        case .uuid: ".zero"
        default: "0"
        }
    }

    /// The condition that the value is not the default.
    var isSet: String {
        if field.defaultText == "null" { return "\(property) != nil" }
        switch field.type {
        case .primitive(.records): return "\(property) != nil"
        case .primitive(.bool): return defaultValue == "true" ? "!\(property)" : property
        case .primitive(.string) where !field.isOptional && field.defaultText == nil:
            return "!\(property).isEmpty"
        case .primitive(.bytes):
            return field.isOptional ? "\(property)?.readableBytes != 0" : "\(property).readableBytes > 0"
        case .primitive: return "\(property) != \(defaultValue)"
        case .identifier(let identifier):
            if identifier.wire == .uuid { return "\(property).uuid != .zero" }
            return "\(property).rawValue != \(field.defaultText ?? "0")"
        case .structure: return "\(property) != \(defaultValue)"
        case .array: return field.isOptional ? "\(property)?.isEmpty != true" : "!\(property).isEmpty"
        }
    }

    // MARK: Reading

    func read(_ source: inout SourceText) {
        let actual = field.versions.intersection(context)
        if !field.isNullable || field.nullable.contains(actual) {
            source.line("\(property) = try \(reading(nullable: field.isNullable))")
            return
        }
        let condition = Self.condition(field.nullable, within: actual) ?? "true"
        source.block("if \(condition) {", tail: nil) {
            $0.line("\(property) = try \(reading(nullable: true))")
        }
        source.block("} else {") { $0.line("\(property) = try \(reading(nullable: false))") }
    }

    private func reading(nullable: Bool) -> String {
        let verb = nullable ? "reader.readNullable" : "reader.read"
        switch field.type {
        case .primitive(let primitive):
            let arguments = primitive.hasLength ? "isFlexible: \(flexibility)" : ""
            return "\(verb)\(primitive.methodSuffix)(\(arguments))"
        case .identifier(let identifier):
            let wire = "reader.read\(identifier.wire.methodSuffix)()"
            return identifier.wire == .uuid
                ? "\(identifier.rawValue)(\(wire))" : "\(identifier.rawValue)(rawValue: \(wire))"
        case .structure(let name):
            if !nullable { return "\(name)(from: &reader, version: version)" }
            return "reader.read\(field.tag == nil ? "" : "Tagged")NullableStructure(version: version)"
        case .array(let element):
            var arguments = "isFlexible: \(flexibility)"
            if case .structure = element {
                let minimum = message.minimumByteCount(element, in: field.versions.intersection(context))
                arguments += ", version: version, minimumByteCount: \(minimum)"
            }
            return "\(verb)\(Self.arrayKind(element))Array(\(arguments))"
        }
    }

    private static func arrayKind(_ element: FieldType) -> String {
        switch element {
        case .primitive(let primitive): primitive.isInteger ? "Integer" : primitive.methodSuffix
        case .identifier(let identifier): identifier.wire == .uuid ? "Uuid" : "Identifier"
        case .structure: "Structure"
        case .array: preconditionFailure("the protocol has no arrays of arrays")
        }
    }

    // MARK: Writing

    func write(_ source: inout SourceText) {
        let actual = field.versions.intersection(context)
        if field.isOptional && !field.nullable.contains(actual) {
            let condition = Self.condition(field.nullable, within: actual)
            let isIllegal = condition == "false" ? "" : "!(\(condition ?? "true")) && "
            source.block("if \(isIllegal)\(property) == nil {") {
                $0.line("throw EncodeError.unexpectedNull(field: \"\(place)\", version: version)")
            }
        }
        source.line(writing)
    }

    private var writing: String {
        switch field.type {
        case .primitive(let primitive):
            if primitive.hasLength {
                return "try writer.write\(primitive.methodSuffix)(\(property), isFlexible: \(flexibility))"
            }
            return "writer.write\(primitive.methodSuffix)(\(property))"
        case .identifier(let identifier):
            let value = identifier.wire == .uuid ? "uuid" : "rawValue"
            return "writer.write\(identifier.wire.methodSuffix)(\(property).\(value))"
        case .structure:
            if !field.isNullable { return "try \(property).encode(to: &writer, version: version)" }
            let kind = field.tag == nil ? "Nullable" : "TaggedNullable"
            return "try writer.write\(kind)Structure(\(property), version: version)"
        case .array(let element):
            var arguments = "\(property), isFlexible: \(flexibility)"
            if case .structure = element { arguments += ", version: version" }
            return "try writer.write\(Self.arrayKind(element))Array(\(arguments))"
        }
    }
}
