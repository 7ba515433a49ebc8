import MartletModel
import MartletProtocol

/// Whose client quotas: a user, a client id, an address, or some of these together.
package struct QuotaEntity: Hashable, Sendable, Comparable {
    package struct Part: Hashable, Sendable, Comparable {
        /// `user`, `client-id` or `ip`.
        package var type: String
        /// Nil: all that have no quota of their own.
        package var name: String?

        package init(type: String, name: String?) {
            self.type = type
            self.name = name
        }

        package static func < (left: Part, right: Part) -> Bool {
            if left.type != right.type { return left.type < right.type }
            switch (left.name, right.name) {
            case (nil, let name): return name != nil
            case (_?, nil): return false
            case (let left?, let right?): return left < right
            }
        }
    }

    /// Sorted, each type at most once.
    package let parts: [Part]

    package init(_ parts: [Part]) {
        self.parts = parts.sorted()
    }

    package static func < (left: QuotaEntity, right: QuotaEntity) -> Bool {
        left.parts.lexicographicallyPrecedes(right.parts)
    }
}

/// What a user's password is checked against (RFC 5802).
package struct ScramCredential: Sendable, Equatable {
    package struct Key: Hashable, Sendable, Comparable {
        package var user: String
        /// Kafka's number: 1 is SCRAM-SHA-256, 2 SCRAM-SHA-512.
        package var mechanism: Int8

        package init(user: String, mechanism: Int8) {
            self.user = user
            self.mechanism = mechanism
        }

        package static func < (left: Key, right: Key) -> Bool {
            (left.user, left.mechanism) < (right.user, right.mechanism)
        }
    }

    package var salt: [UInt8]
    package var storedKey: [UInt8]
    package var serverKey: [UInt8]
    package var iterations: Int32

    /// Copies the bytes: those of the record are part of the whole batch that it came with.
    init(_ record: UserScramCredentialRecord) {
        salt = Array(record.salt.readableBytesView)
        storedKey = Array(record.storedKey.readableBytesView)
        serverKey = Array(record.serverKey.readableBytesView)
        iterations = record.iterations
    }
}

/// A controller as it has registered itself.
package struct ControllerRegistration: Sendable, Equatable {
    package var id: BrokerID
    /// Drawn at each start of the controller's process.
    package var incarnationID: Uuid
    package var endpoints: [Listener]
    /// The range of levels of each feature that the controller can work with.
    package var features: [String: ClosedRange<Int16>]
    /// Of logs from Kafka 3.
    package var isReadyForMigration: Bool

    init(
        id: BrokerID, incarnationID: Uuid, endpoints: [Listener], features: [String: ClosedRange<Int16>],
        isReadyForMigration: Bool
    ) {
        self.id = id
        self.incarnationID = incarnationID
        self.endpoints = endpoints
        self.features = features
        self.isReadyForMigration = isReadyForMigration
    }

    init(_ record: RegisterControllerRecord) throws(MetadataError) {
        let name = "RegisterControllerRecord"
        id = record.controllerId
        incarnationID = record.incarnationId
        isReadyForMigration = record.zkMigrationReady
        endpoints = try .init(
            record.endPoints.map { ($0.name, $0.host, $0.port, $0.securityProtocol) }, in: name)
        features = try .init(
            record.features.map { ($0.name, $0.minSupportedVersion, $0.maxSupportedVersion) }, in: name)
    }
}
