import MartletModel
import MartletProtocol

/// A broker as the cluster knows it. Fenced → unfenced → in controlled shutdown → fenced; a new registration
/// of the same id has a greater epoch and begins where its record says.
package struct BrokerRegistration: Sendable, Equatable {
    package var id: BrokerID
    package var epoch: BrokerEpoch
    /// Drawn at each start of the broker's process.
    package var incarnationID: Uuid
    package var endpoints: [Listener]
    /// The range of levels of each feature that the broker can work with.
    package var features: [String: ClosedRange<Int16>]
    package var rack: String?
    package var isFenced: Bool
    package var isInControlledShutdown: Bool
    package var directories: [DirectoryID]

    /// It may lead, and be in an ISR.
    package var isActive: Bool { !isFenced && !isInControlledShutdown }

    package func endpoint(_ listenerName: String) -> Listener? {
        endpoints.first { $0.name == listenerName }
    }

    init(_ record: RegisterBrokerRecord) throws(MetadataError) {
        id = record.brokerId
        epoch = record.brokerEpoch
        incarnationID = record.incarnationId
        var endpoints: [Listener] = []
        for endpoint in record.endPoints {
            guard let security = SecurityProtocol(rawValue: endpoint.securityProtocol) else {
                throw .meaningless(
                    record: "RegisterBrokerRecord", field: "securityProtocol",
                    value: Int64(endpoint.securityProtocol))
            }
            endpoints.append(
                Listener(
                    name: endpoint.name, host: endpoint.host, port: endpoint.port, securityProtocol: security)
            )
        }
        self.endpoints = endpoints
        var features: [String: ClosedRange<Int16>] = [:]
        for feature in record.features {
            let (least, most) = (feature.minSupportedVersion, feature.maxSupportedVersion)
            guard least <= most else {
                throw .meaningless(
                    record: "RegisterBrokerRecord", field: "maxSupportedVersion", value: Int64(most))
            }
            features[feature.name] = least...most
        }
        self.features = features
        rack = record.rack
        isFenced = record.fenced
        isInControlledShutdown = record.inControlledShutdown
        directories = record.logDirs
    }
}
