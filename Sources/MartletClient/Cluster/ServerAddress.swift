/// Where a broker listens: a host name or address, and a port.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port`, `host` (port 9092) or `[IPv6 address]:port`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let host: Substring
        let rest: Substring
        let text = Substring(text)
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            rest = text[colon...]
        } else {
            host = text
            rest = ""
        }
        guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { return nil }
        if rest.isEmpty {
            self.init(host: String(host), port: 9092)
        } else {
            guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65_535).contains(port) else {
                return nil
            }
            self.init(host: String(host), port: port)
        }
    }

    /// Reads addresses that are separated by commas; nil when there is none, or one that is not an address.
    public static func list(_ text: String) -> [ServerAddress]? {
        var addresses: [ServerAddress] = []
        for part in text.split(separator: ",") {
            guard let address = ServerAddress(part.trimming(while: \.isWhitespace)) else { return nil }
            addresses.append(address)
        }
        return addresses.isEmpty ? nil : addresses
    }

    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension Substring {
    fileprivate func trimming(while predicate: (Character) -> Bool) -> Substring {
        var trimmed = drop(while: predicate)
        while let last = trimmed.last, predicate(last) { trimmed.removeLast() }
        return trimmed
    }
}
