import MartletModel
import MartletProtocol

/// ControllerRegistration, version 0 (KIP-919).
extension Controller {
    /// Registers the controller, in the place of what it said before. What it says again needs no record.
    package func registerController(
        _ request: ControllerRegistrationRequest, image: ClusterImage
    ) throws(Refusal) -> Decision<Void> {
        guard image.recordVersions >= .controllerRegistration, image.metadataVersion != nil else {
            throw Refusal(
                .unsupportedVersion,
                "The current MetadataVersion is too old to support controller registrations.")
        }
        let features = try FeatureRanges(
            request.features.map { ($0.name, $0.minSupportedVersion, $0.maxSupportedVersion) },
            what: "controller", image: image)
        let registration = ControllerRegistration(
            id: request.controllerId, incarnationID: request.incarnationId,
            endpoints: try .init(
                request.listeners.map { ($0.name, $0.host, $0.port, $0.securityProtocol) }),
            features: features.ranges, isReadyForMigration: request.zkMigrationReady)
        if image.controllers[registration.id] == registration { return Decision(reply: ()) }
        let record = VersionedRecord(.registerController(RegisterControllerRecord(registration)))
        return Decision(records: [record], reply: ())
    }
}

extension ControllerRegistrationRequest {
    /// What a controller with these features says of itself.
    package init(
        id: BrokerID, incarnationID: Uuid, endpoints: [MartletMetadata.Listener],
        features: [String: ClosedRange<Int16>] = Controller.supportedFeatures
    ) {
        self.init(
            controllerId: id, incarnationId: incarnationID,
            listeners: endpoints.map {
                .init(
                    name: $0.name, host: $0.host, port: $0.port,
                    securityProtocol: $0.securityProtocol.rawValue)
            },
            features: features.sorted { $0.key < $1.key }.map {
                .init(
                    name: $0.key, minSupportedVersion: $0.value.lowerBound,
                    maxSupportedVersion: $0.value.upperBound)
            })
    }
}
