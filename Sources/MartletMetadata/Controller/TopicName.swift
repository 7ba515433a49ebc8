/// Kafka's rules for the names of topics.
package enum TopicName {
    static let maxLength = 249

    /// Kafka's message for a name that is not legal, or nil.
    package static func refusal(of name: String) -> String? {
        defect(of: name).map { "Topic name is invalid: " + $0 }
    }

    private static func defect(of name: String) -> String? {
        if name.isEmpty { return "the empty string is not allowed" }
        if name == "." { return "'.' is not allowed" }
        if name == ".." { return "'..' is not allowed" }
        if name.utf16.count > maxLength {
            return "the length of '\(name)' is longer than the max allowed length \(maxLength)"
        }
        guard name.utf8.allSatisfy(isLegal) else {
            return
                "'\(name)' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'"
        }
        return nil
    }

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Names that differ in nothing but `.` and `_` would have metrics of the same name.
    static func canCollide(_ name: String) -> Bool {
        name.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    }

    static func collisionKey(_ name: String) -> String {
        String(decoding: name.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}
