import MartletModel
import MartletProtocol

/// Answers DescribeConfigs (versions 1 to 4; 3 added documentation and types) for topics, groups and this
/// broker.
package struct ConfigDescription: Sendable {
    private let sources: ConfigurationSources
    private let image: ClusterImage

    package init(_ broker: BrokerConfiguration, image: ClusterImage) {
        self.sources = ConfigurationSources(broker, image: image)
        self.image = image
    }

    package func describe(_ request: DescribeConfigsRequest) -> DescribeConfigsResponse {
        var response = DescribeConfigsResponse()
        for resource in request.resources {
            var result = DescribeConfigsResponse.DescribeConfigsResult(
                resourceType: resource.resourceType, resourceName: resource.resourceName)
            switch entries(of: resource) {
            case .success(let entries):
                result.configs = entries.map { shown($0, in: request, ofBroker: resource.resourceType == 4) }
            case .failure(let refusal):
                (result.errorCode, result.errorMessage) = (refusal.code, refusal.message)
            }
            response.results.append(result)
        }
        return response
    }

    private func entries(
        of resource: DescribeConfigsRequest.DescribeConfigsResource
    ) -> Result<[ResolvedConfig], Refusal> {
        let wanted = resource.configurationKeys.flatMap { $0.isEmpty ? nil : Set($0) }
        func isWanted(_ name: String) -> Bool { wanted?.contains(name) ?? true }

        switch ConfigResource.Kind(rawValue: resource.resourceType) {
        case .topic:
            return topic(resource.resourceName).map { own in
                ConfigCatalog.topicNames.filter(isWanted).compactMap { name in
                    ConfigCatalog.topic[name].flatMap { definition in
                        definition.isInternal && own[name] == nil ? nil : sources.topic(definition, own: own)
                    }
                }
            }
        case .broker where resource.resourceName.isEmpty:
            return .success(
                ConfigCatalog.brokerNames.filter(isWanted).compactMap { name in
                    ConfigCatalog.broker[name].flatMap(sources.allBrokers)
                })
        case .broker:
            guard Int32(resource.resourceName) == sources.broker.nodeID.rawValue else {
                return .failure(
                    Refusal(
                        .invalidRequest,
                        "Unexpected broker id, expected \(sources.broker.nodeID) or empty string, but "
                            + "received " + resource.resourceName))
            }
            return .success(
                ConfigCatalog.brokerNames.filter(isWanted).compactMap { name in
                    ConfigCatalog.broker[name].flatMap { definition in
                        let resolved = sources.broker(definition)
                        return definition.isInternal && resolved.source == .defaultValue ? nil : resolved
                    }
                })
        case .group:
            guard !resource.resourceName.isEmpty else {
                return .failure(Refusal(.invalidRequest, "Group name must not be empty"))
            }
            let own = image.configs(of: .group(resource.resourceName))
            return .success(
                ConfigCatalog.groupNames.filter(isWanted).compactMap { name in
                    ConfigCatalog.group[name].map { sources.group($0, own: own) }
                })
        case .brokerLogger, .clientMetrics, nil:
            return .failure(
                Refusal(.invalidRequest, "Unsupported resource type: \(resource.resourceType)"))
        }
    }

    private func topic(_ name: String) -> Result<[String: String], Refusal> {
        if name.isEmpty {
            return .failure(Refusal(.invalidRequest, "Default topic resources are not allowed."))
        }
        if let reason = TopicName.refusal(of: name) {
            return .failure(Refusal(.invalidTopicException, reason))
        }
        guard image.topic(named: name) != nil else {
            return .failure(Refusal(.unknownTopicOrPartition, "The topic '\(name)' does not exist."))
        }
        return .success(image.configs(of: .topic(name)))
    }

    private func shown(
        _ config: ResolvedConfig, in request: DescribeConfigsRequest, ofBroker isBroker: Bool
    ) -> DescribeConfigsResponse.DescribeConfigsResourceResult {
        DescribeConfigsResponse.DescribeConfigsResourceResult(
            name: config.definition.name,
            value: config.definition.isSensitive ? nil : config.value,
            readOnly: isBroker && config.definition.update == .readOnly,
            configSource: config.source.rawValue,
            isSensitive: config.definition.isSensitive,
            synonyms: request.includeSynonyms
                ? config.synonyms.map {
                    .init(name: $0.name, value: $0.value, source: $0.source.rawValue)
                } : [],
            configType: config.definition.type.rawValue,
            documentation: request.includeDocumentation ? config.definition.documentation : nil)
    }
}
