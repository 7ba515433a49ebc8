import MartletModel

/// What the records of brokers and of controllers say alike.
extension [Listener] {
    init(
        _ said: [(name: String, host: String, port: UInt16, securityProtocol: Int16)], in record: String
    ) throws(MetadataError) {
        self = []
        for one in said {
            guard let security = SecurityProtocol(rawValue: one.securityProtocol) else {
                throw .meaningless(
                    record: record, field: "securityProtocol", value: Int64(one.securityProtocol))
            }
            append(Listener(name: one.name, host: one.host, port: one.port, securityProtocol: security))
        }
    }
}

extension [String: ClosedRange<Int16>] {
    /// The levels of features.
    init(_ said: [(name: String, least: Int16, most: Int16)], in record: String) throws(MetadataError) {
        self = [:]
        for (name, least, most) in said {
            guard least <= most else {
                throw .meaningless(record: record, field: "maxSupportedVersion", value: Int64(most))
            }
            self[name] = least...most
        }
    }
}
