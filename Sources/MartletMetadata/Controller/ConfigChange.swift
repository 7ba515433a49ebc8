import MartletModel
import MartletProtocol

/// What one request wants to do to the configurations of one resource, and the checks that both forms of the
/// request (incremental, and replacing all) share.
struct ConfigChange {
    enum Operation: Int8 {
        case set, delete, append, subtract

        var name: String {
            switch self {
            case .set: "SET"
            case .delete: "DELETE"
            case .append: "APPEND"
            case .subtract: "SUBTRACT"
            }
        }
    }

    struct Alteration {
        var name: String
        var operation: Operation
        var value: String?
    }

    let resource: ConfigResource
    private let controller: Controller
    private let image: ClusterImage
    private let current: [String: String]

    /// Refuses resources that do not exist or have no configurations here.
    init(kind: Int8, name: String, controller: Controller, image: ClusterImage) throws(Refusal) {
        self.controller = controller
        self.image = image
        switch ConfigResource.Kind(rawValue: kind) {
        case .topic:
            guard !name.isEmpty else {
                throw Refusal(.invalidRequest, "Default topic resources are not allowed.")
            }
            if let reason = TopicName.refusal(of: name) { throw Refusal(.invalidTopicException, reason) }
            guard image.topic(named: name) != nil else {
                throw Refusal(.unknownTopicOrPartition, "The topic '\(name)' does not exist.")
            }
            resource = .topic(name)
        case .broker where name.isEmpty: resource = .allBrokers
        case .broker:
            guard let id = Int32(name) else {
                throw Refusal(.invalidRequest, "Unable to parse broker name as a base 10 number.")
            }
            guard id >= 0 else { throw Refusal(.invalidRequest, "Invalid negative broker ID.") }
            guard image.brokers[BrokerID(id)] != nil || image.controllers[BrokerID(id)] != nil else {
                throw Refusal(.brokerIdNotRegistered, "No broker with id \(id) found.")
            }
            resource = .broker(BrokerID(id))
        case .group:
            guard !name.isEmpty else {
                throw Refusal(.invalidRequest, "Default group resources are not allowed.")
            }
            resource = .group(name)
        case .brokerLogger, .clientMetrics, nil:
            throw Refusal(.invalidRequest, "Unsupported resource type: \(kind)")
        }
        current = image.configs(of: resource)
    }

    /// The records that make the changes, or why none of them is made.
    func records(_ alterations: [Alteration]) throws(Refusal) -> [VersionedRecord] {
        guard repeated(alterations.map(\.name)).isEmpty else {
            throw Refusal(.invalidRequest, "Error due to duplicate config keys")
        }
        let nulls = alterations.filter { $0.operation != .delete && $0.value == nil }.map(\.name)
        guard nulls.isEmpty else {
            throw Refusal(
                .invalidRequest, "Null value not supported for : " + nulls.joined(separator: ", "))
        }
        var result = current
        for alteration in alterations {
            result[alteration.name] = try newValue(alteration)
        }
        try check(result, altered: alterations)
        return records(from: current, to: normalized(result))
    }

    private func definition(_ name: String) throws(Refusal) -> ConfigDefinition {
        switch resource.kind {
        case .topic:
            guard let definition = ConfigCatalog.topic[name] else {
                throw Refusal(.invalidConfig, "Unknown topic config name: \(name)")
            }
            return definition
        case .group:
            guard let definition = ConfigCatalog.group[name] else {
                throw Refusal(.invalidConfig, "Unknown group config name: \(name)")
            }
            return definition
        case .broker, .brokerLogger, .clientMetrics:
            guard let definition = ConfigCatalog.broker[name] else {
                throw Refusal(.invalidConfig, "Unknown broker config name: \(name)")
            }
            return definition
        }
    }

    private func newValue(_ alteration: Alteration) throws(Refusal) -> String? {
        switch alteration.operation {
        case .set: return alteration.value
        case .delete: return nil
        case .append, .subtract:
            let definition = try definition(alteration.name)
            guard definition.type == .list else {
                throw Refusal(
                    .invalidConfig,
                    "Can't \(alteration.operation.name) to key \(alteration.name) because its type is not "
                        + "LIST."
                )
            }
            var elements = ConfigDefinition.elements(
                of: current[alteration.name] ?? inherited(definition) ?? "")
            let named = ConfigDefinition.elements(of: alteration.value ?? "")
            if alteration.operation == .append {
                elements += named.filter { !elements.contains($0) }
            } else {
                elements.removeAll(where: named.contains)
            }
            return elements.joined(separator: ",")
        }
    }

    /// The value in force where the resource has none of its own.
    private func inherited(_ definition: ConfigDefinition) -> String? {
        let sources = ConfigurationSources(controller.configuration, image: image)
        return switch resource.kind {
        case .topic: sources.topic(definition, own: [:]).value
        case .group: sources.group(definition, own: [:]).value
        case .broker, .brokerLogger, .clientMetrics: sources.broker(definition).value
        }
    }

    // MARK: Checks

    private func check(_ result: [String: String], altered: [Alteration]) throws(Refusal) {
        try checkMinInSyncReplicas(result, altered: altered)
        let longest = Int(Int16.max)
        guard altered.allSatisfy({ result[$0.name]?.utf8.count ?? 0 <= longest }) else {
            throw Refusal(
                .invalidConfig,
                "The configuration value cannot be added because it exceeds the maximum value size of "
                    + "\(longest) bytes.")
        }
        if resource.kind == .topic {
            // A name that only a later version knows can be deleted, never set.
            let sources = ConfigurationSources(controller.configuration, image: image)
            if let reason = TopicConfigValidation.refusal(of: result, sources: sources) {
                throw Refusal(.invalidConfig, reason)
            }
            return
        }
        if resource.kind == .group {
            let sources = ConfigurationSources(controller.configuration, image: image)
            if let reason = GroupConfigValidation.refusal(of: result, sources: sources) {
                throw Refusal(.invalidConfig, reason)
            }
            return
        }
        // What a log of another version left behind can go; nothing else is asked of it.
        let altered = altered.filter { $0.operation != .delete || current[$0.name] == nil }
        var fixed: [String] = []
        for alteration in altered {
            let definition = try definition(alteration.name)
            if definition.update == .readOnly { fixed.append(alteration.name) }
        }
        guard fixed.isEmpty else {
            throw Refusal(
                .invalidRequest,
                "Cannot update these configs dynamically: \(fixed.sorted().joined(separator: ","))")
        }
        for alteration in altered {
            guard let value = result[alteration.name] else { continue }
            let definition = try definition(alteration.name)
            if let reason = definition.refusal(of: value) { throw Refusal(.invalidRequest, reason) }
        }
    }

    /// Where partitions have eligible leaders the controller must know by what every leader goes (KIP-966).
    private func checkMinInSyncReplicas(
        _ result: [String: String], altered: [Alteration]
    ) throws(Refusal) {
        let name = Controller.minInSyncReplicas
        guard image.hasEligibleLeaderReplicas, resource.kind == .broker,
            altered.contains(where: { $0.name == name })
        else { return }
        guard resource == .allBrokers else {
            throw Refusal(
                .invalidConfig,
                "Broker-level min.insync.replicas cannot be altered while ELR is enabled.")
        }
        guard result[name] != nil else {
            throw Refusal(
                .invalidConfig,
                "Cluster-level min.insync.replicas cannot be removed while ELR is enabled.")
        }
    }

    private func normalized(_ values: [String: String]) -> [String: String] {
        if resource.kind == .topic { return TopicConfigValidation.normalized(values) }
        let catalog = resource.kind == .group ? ConfigCatalog.group : ConfigCatalog.broker
        var result = values
        for (name, value) in values {
            if let normal = try? catalog[name]?.normalized(value) { result[name] = normal }
        }
        return result
    }

    private func records(from old: [String: String], to new: [String: String]) -> [VersionedRecord] {
        let changed = Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }
        var records = changed.map { name in
            let record = ConfigRecord(
                resourceType: resource.kind.rawValue, resourceName: resource.name, name: name,
                value: new[name])
            return VersionedRecord(.config(record))
        }
        // Who was eligible by the old number need not be by the new one.
        if image.hasEligibleLeaderReplicas, changed.contains(Controller.minInSyncReplicas) {
            let topic = resource.kind == .topic ? resource.name : ""
            records += controller.partitionChanges(whenClearingEligibleLeadersOf: topic, image: image)
            records.append(VersionedRecord(.clearElr(ClearElrRecord(topicName: topic))))
        }
        return records
    }
}
