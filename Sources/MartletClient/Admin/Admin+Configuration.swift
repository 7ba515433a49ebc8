import MartletModel
import MartletProtocol

/// Something that has a configuration.
public enum ConfigurationResource: Sendable, Hashable, CustomStringConvertible {
    case topic(String)
    case broker(BrokerID)
    /// What applies to every broker that has no setting of its own.
    case allBrokers

    var type: Int8 {
        switch self {
        case .topic: 2
        case .broker, .allBrokers: 4
        }
    }

    var name: String {
        switch self {
        case .topic(let name): name
        case .broker(let id): id.description
        case .allBrokers: ""
        }
    }

    public var description: String {
        switch self {
        case .topic(let name): "topic '\(name)'"
        case .broker(let id): "broker \(id)"
        case .allBrokers: "all brokers"
        }
    }
}

/// One setting and where it comes from.
public struct ConfigurationEntry: Sendable, Hashable {
    public enum Source: Int8, Sendable {
        case unknown = 0
        case topic = 1
        case broker = 2
        case allBrokers = 3
        case file = 4
        case `default` = 5
    }

    public var name: String
    /// Nil where there is none, or where it is secret.
    public var value: String?
    public var source: Source
    public var isReadOnly: Bool
    public var isSensitive: Bool
}

/// A change of one setting.
public enum ConfigurationChange: Sendable, Hashable {
    case set(String, String)
    /// Back to what applies without it.
    case delete(String)
    /// Adds to a list.
    case append(String, String)
    /// Takes out of a list.
    case subtract(String, String)
}

extension Admin {
    /// The settings of a resource, in the order of their names; `keys` nil is all.
    public func describeConfiguration(
        of resource: ConfigurationResource, keys: [String]? = nil
    ) async throws(ClientError) -> [ConfigurationEntry] {
        let operation = "describing the configuration of \(resource)"
        return try await trying(operation) { () async throws(ClientError) in
            let response = try await connection(for: resource).request(
                DescribeConfigsRequest(
                    resources: [
                        .init(
                            resourceType: resource.type, resourceName: resource.name, configurationKeys: keys)
                    ]))
            guard let result = response.results.first else {
                throw .refused(.unknownServerError, operation: operation, message: "the answer leaves it out")
            }
            try check(result.errorCode, for: resource, operation, result.errorMessage)
            return result.configs.map { entry in
                ConfigurationEntry(
                    name: entry.name, value: entry.value,
                    source: .init(rawValue: entry.configSource) ?? .unknown,
                    isReadOnly: entry.readOnly, isSensitive: entry.isSensitive)
            }.sorted { $0.name < $1.name }
        }
    }

    /// Changes settings and leaves all others as they are.
    public func alterConfiguration(
        of resource: ConfigurationResource, _ changes: [ConfigurationChange], validateOnly: Bool = false
    ) async throws(ClientError) {
        let operation = "changing the configuration of \(resource)"
        let altered = IncrementalAlterConfigsRequest.AlterConfigsResource(
            resourceType: resource.type, resourceName: resource.name, configs: changes.map(\.alterable))
        try await trying(operation) { () async throws(ClientError) in
            let response = try await connection(for: resource).request(
                IncrementalAlterConfigsRequest(resources: [altered], validateOnly: validateOnly))
            guard let result = response.responses.first else {
                throw .refused(.unknownServerError, operation: operation, message: "the answer leaves it out")
            }
            try check(result.errorCode, for: resource, operation, result.errorMessage)
        }
    }

    /// A broker's own configuration is with the broker. While it does not run any other may take a change.
    private func connection(
        for resource: ConfigurationResource
    ) async throws(ClientError) -> BrokerConnection {
        guard case .broker(let id) = resource else { return try await client.anyConnection() }
        if await client.metadata.brokers[id] == nil { try await client.refreshMetadata([]) }
        if await client.metadata.brokers[id] == nil { return try await client.anyConnection() }
        return try await client.connection(to: id)
    }

    private func check(
        _ code: ErrorCode, for resource: ConfigurationResource, _ operation: String, _ message: String?
    ) throws(ClientError) {
        if code == .unknownTopicOrPartition, case .topic(let name) = resource { throw .unknownTopic(name) }
        try check(code, operation, message)
    }
}

extension ConfigurationChange {
    fileprivate var alterable: IncrementalAlterConfigsRequest.AlterableConfig {
        switch self {
        case .set(let name, let value): .init(name: name, configOperation: 0, value: value)
        case .delete(let name): .init(name: name, configOperation: 1, value: nil)
        case .append(let name, let value): .init(name: name, configOperation: 2, value: value)
        case .subtract(let name, let value): .init(name: name, configOperation: 3, value: value)
        }
    }
}
