/// Test support: the conversions between messages and the JSON form of the golden vectors.
struct JSONEmitter {
    let message: MessageSchema

    func emit(_ source: inout SourceText) {
        emit(message.name, message.fields, message.versions, &source)
        for structure in message.structures {
            emit("\(message.name).\(structure.name)", structure.fields, structure.versions, &source)
        }
    }

    private func emit(
        _ name: String, _ fields: [Field], _ context: Versions, _ source: inout SourceText
    ) {
        let fields = fields.map { field in
            FieldEmitter(message: message, context: context, field: field, qualifier: message.name + ".")
        }
        .filter { $0.presence != "false" }
        source.line()
        source.block("extension \(name): JSONConvertible {") { source in
            source.block("init(json: JSON, version: Int16) throws {") { source in
                source.line("self.init()")
                source.line(fields.isEmpty ? "_ = try json.object()" : "let fields = try json.object()")
                for field in fields {
                    let method = field.field.tag == nil ? "value" : "taggedValue"
                    source.when(field.presence) {
                        $0.line("try fields.\(method)(\"\(field.field.name)\", version, &\(field.property))")
                    }
                }
            }
            source.line()
            source.block("func json(version: Int16) -> JSON {") { source in
                source.line("\(fields.isEmpty ? "let" : "var") fields: [String: JSON] = [:]")
                for field in fields {
                    let condition = [field.presence, field.field.tag == nil ? nil : field.isSet]
                        .compactMap { $0 }.joined(separator: " && ")
                    source.when(condition.isEmpty ? nil : condition) {
                        $0.line("fields[\"\(field.field.name)\"] = \(field.property).json(version: version)")
                    }
                }
                source.line("return .object(fields)")
            }
        }
    }

    static func index(of messages: [MessageSchema]) -> String {
        var source = SourceText.header(of: "")
        source.line("import MartletProtocol")
        source.line()
        source.line("/// Every message by the name that the vectors use.")
        source.block("let messageTypes: [String: any VectorMessage.Type] = [", tail: "]") { source in
            for message in messages { source.line("\"\(message.name)\": \(message.name).self,") }
        }
        return source.text
    }
}
