struct SchemaError: Error, CustomStringConvertible {
    let description: String
}

/// Parses one schema file. `Schemas/README.md` describes the notation.
struct SchemaParser {
    private struct Line {
        let number: Int
        let depth: Int
        let words: [Substring]
    }

    private let path: String
    private var lines: [Line] = []
    private var position = 0
    private var structures: [StructureSchema] = []

    init(path: String, text: String) throws {
        self.path = path
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(separator: " ")
            if words.isEmpty || words[0].hasPrefix("#") { continue }
            let indentation = line.prefix { $0 == " " }.count
            guard indentation % 2 == 0 else {
                throw SchemaError(description: "\(path):\(index + 1): odd indentation")
            }
            lines.append(Line(number: index + 1, depth: indentation / 2, words: words))
        }
    }

    static func parse(path: String, text: String) throws -> SchemaFile {
        var parser = try SchemaParser(path: path, text: text)
        return SchemaFile(path: path, messages: try parser.messages())
    }

    private func failure(_ message: String) -> SchemaError {
        let number = lines.isEmpty ? 0 : lines[min(position, lines.count - 1)].number
        return SchemaError(description: "\(path).schema:\(number): \(message)")
    }

    // MARK: Head lines

    private mutating func messages() throws -> [MessageSchema] {
        guard let head = lines.first, head.depth == 0, head.words.count >= 3 else {
            throw failure("a schema begins with its head line")
        }
        position = 1
        let words = head.words
        let versions = try self.versions(attribute("versions", in: words))
        let flexible = try self.versions(attribute("flexible", in: words)).intersection(versions)
        switch words[0] {
        case "api":
            guard let key = Int(words[1]) else { throw failure("an API's head line begins with its key") }
            let api = API(
                key: key, name: String(words[2]),
                listeners: (attribute("listeners", in: words) ?? "").split(separator: ",").map(String.init),
                latestVersionIsUnstable: words.contains("latestUnstable"),
                isForwardable: words.contains("forwardable"), isClusterAction: words.contains("clusterAction")
            )
            return try [
                section("request", .request(api), api.name + "Request", versions, flexible),
                section("response", .response(api), api.name + "Response", versions, flexible),
            ]
        case "header":
            return [try message(.header, String(words[1]), versions, flexible)]
        case "record":
            let type = attribute("type", in: words).flatMap { Int($0) }
            let kind = MessageSchema.Kind.record(group: String(words[1]), type: type)
            return [try message(kind, String(words[2]), versions, flexible)]
        default:
            throw failure("unknown kind of schema: \(words[0])")
        }
    }

    private mutating func section(
        _ word: String, _ kind: MessageSchema.Kind, _ name: String, _ versions: Versions, _ flexible: Versions
    ) throws -> MessageSchema {
        guard position < lines.count, lines[position].depth == 0, lines[position].words == [word[...]] else {
            throw failure("expected a line `\(word)`")
        }
        position += 1
        return try message(kind, name, versions, flexible)
    }

    private mutating func message(
        _ kind: MessageSchema.Kind, _ name: String, _ versions: Versions, _ flexible: Versions
    ) throws -> MessageSchema {
        structures = []
        let fields = try self.fields(depth: 1, within: versions)
        let message = MessageSchema(
            kind: kind, name: name, versions: versions, flexible: flexible, fields: fields,
            structures: structures)
        try check(message)
        return message
    }

    // MARK: Fields

    private mutating func fields(depth: Int, within versions: Versions) throws -> [Field] {
        var fields: [Field] = []
        while position < lines.count, lines[position].depth >= depth {
            let words = lines[position].words
            guard lines[position].depth == depth else { throw failure("unexpected indentation") }
            guard words.count >= 3 else { throw failure("a line is `name type versions` and attributes") }
            let range = try self.versions(words[2]).intersection(versions)
            if words[0] == "struct" {
                try structure(String(words[1]), depth: depth + 1, within: range)
                continue
            }
            let field = try self.field(words, range)
            position += 1
            if position < lines.count, lines[position].depth > depth {
                guard let name = field.type.structureName else { throw failure("unexpected indentation") }
                position -= 1
                try structure(name, depth: depth + 1, within: range)
            }
            fields.append(field)
        }
        return fields
    }

    /// Reads the lines below the current one as the fields of a structure.
    private mutating func structure(_ name: String, depth: Int, within versions: Versions) throws {
        guard !structures.contains(where: { $0.name == name }) else {
            throw failure("\(name) is there twice")
        }
        position += 1
        // The place is taken first, so that structures stand in the order of the file.
        let index = structures.count
        structures.append(StructureSchema(name: name, versions: versions, fields: []))
        structures[index].fields = try fields(depth: depth, within: versions)
    }

    private func field(_ words: [Substring], _ versions: Versions) throws -> Field {
        var field = Field(
            name: String(words[0]), type: try type(words[1]), versions: versions, nullable: .none,
            tag: nil, defaultText: nil, isIgnorable: false, isNoncompact: false)
        for word in words.dropFirst(3) {
            let parts = word.split(separator: ":", maxSplits: 1)
            switch (parts[0], parts.count) {
            case ("null", 2): field.nullable = try self.versions(parts[1]).intersection(versions)
            case ("tag", 2): field.tag = Int(parts[1])
            case ("default", 2): field.defaultText = String(parts[1])
            case ("ignorable", 1): field.isIgnorable = true
            case ("noncompact", 1): field.isNoncompact = true
            default: throw failure("unknown attribute \(word)")
            }
        }
        return field
    }

    private func type(_ word: Substring) throws -> FieldType {
        if word.hasPrefix("[]") { return .array(try type(word.dropFirst(2))) }
        if let primitive = Primitive(rawValue: String(word)) { return .primitive(primitive) }
        if let identifier = Identifier(rawValue: String(word)) { return .identifier(identifier) }
        guard word.first?.isUppercase == true else { throw failure("unknown type \(word)") }
        return .structure(String(word))
    }

    private func attribute(_ name: String, in words: [Substring]) -> Substring? {
        words.first { $0.hasPrefix(name + ":") }?.dropFirst(name.count + 1)
    }

    private func versions(_ word: Substring?) throws -> Versions {
        guard let word else { throw failure("a range of versions is missing") }
        if word == "none" { return .none }
        if word.hasSuffix("+"), let lower = Int(word.dropLast()) {
            return Versions(lower: lower, upper: .max)
        }
        let bounds = word.split(separator: "-").map { Int($0) }
        switch bounds.count {
        case 1: if let only = bounds[0] { return Versions(lower: only, upper: only) }
        case 2:
            if let lower = bounds[0], let upper = bounds[1] { return Versions(lower: lower, upper: upper) }
        default: break
        }
        throw failure("\(word) is not a range of versions")
    }

    // MARK: Checks

    private func check(_ message: MessageSchema) throws {
        try check(message.fields, of: message)
        for structure in message.structures {
            try check(structure.fields, of: message)
        }
    }

    private func check(_ fields: [Field], of message: MessageSchema) throws {
        for field in fields {
            let place = "\(message.name).\(field.name)"
            if let name = field.type.structureName, message.structure(name) == nil {
                throw SchemaError(description: "\(path): \(place): no structure \(name)")
            }
            if field.tag != nil {
                guard message.flexible.contains(field.versions) else {
                    throw SchemaError(description: "\(path): \(place): tagged in a version that has no tags")
                }
                if case .primitive(.records) = field.type {
                    throw SchemaError(description: "\(path): \(place): records cannot be tagged")
                }
            }
            if case .array(let element) = field.type, !field.versions.isEmpty {
                guard message.minimumByteCount(element, in: field.versions) > 0 else {
                    throw SchemaError(description: "\(path): \(place): elements without bytes")
                }
            }
        }
    }
}
