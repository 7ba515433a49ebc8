import MartletModel

/// How a listener's connections are protected. The numbers are those of the Kafka protocol.
package enum SecurityProtocol: Int16, Sendable, Equatable {
    case plaintext, ssl, saslPlaintext, saslSSL

    package init?(name: String) {
        switch name.uppercased() {
        case "PLAINTEXT": self = .plaintext
        case "SSL": self = .ssl
        case "SASL_PLAINTEXT": self = .saslPlaintext
        case "SASL_SSL": self = .saslSSL
        default: return nil
        }
    }
}

/// An address that the node listens on, or that clients are told to connect to.
package struct Listener: Sendable, Equatable {
    package var name: String
    /// Empty: every interface; in an advertised listener, this machine's own name.
    package var host: String
    /// 0: any free port; in an advertised listener, the one that was bound.
    package var port: UInt16
    package var securityProtocol: SecurityProtocol

    package init(name: String, host: String, port: UInt16, securityProtocol: SecurityProtocol = .plaintext) {
        self.name = name
        self.host = host
        self.port = port
        self.securityProtocol = securityProtocol
    }
}

/// `name://host:port`, as `listeners` and `advertised.listeners` have it.
struct ListenerAddress: Equatable {
    var name: String
    var host: String
    var port: UInt16

    static let allowed = "a list of name://host:port with ports from 0 to 65535, each name once"

    init?(_ text: String) {
        guard let scheme = text.firstIndex(of: ":"), text[scheme...].hasPrefix("://"),
            let colon = text.lastIndex(of: ":"), colon > scheme
        else { return nil }
        let name = text[..<scheme]
        var host = text[text.index(scheme, offsetBy: 3)..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameCharacter),
            host.utf8.allSatisfy(Self.isHostCharacter), let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        self.name = name.uppercased()
        self.host = String(host)
        self.port = port
    }

    /// All addresses of a list, or nil where one is malformed or a name comes twice.
    static func list(_ text: String) -> [ListenerAddress]? {
        var names: Set<String> = []
        var result: [ListenerAddress] = []
        for element in ConfigDefinition.elements(of: text) {
            guard let address = ListenerAddress(element), names.insert(address.name).inserted else {
                return nil
            }
            result.append(address)
        }
        return result.isEmpty ? nil : result
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "-%._:".utf8.contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
