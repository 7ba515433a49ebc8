import MartletModel
import MartletProtocol

/// IncrementalAlterConfigs, versions 0 and 1, which differ in encoding only.
extension Controller {
    /// Each resource is changed as a whole or has its error. With `validateOnly` the reply is the same and
    /// there are no records.
    package func incrementalAlterConfigs(
        _ request: IncrementalAlterConfigsRequest, image: ClusterImage
    ) -> Decision<IncrementalAlterConfigsResponse> {
        let duplicates = repeated(request.resources.map { ResourceKey($0.resourceType, $0.resourceName) })
        var reply = IncrementalAlterConfigsResponse()
        var records: [VersionedRecord] = []
        for resource in request.resources {
            var response = IncrementalAlterConfigsResponse.AlterConfigsResourceResponse(
                errorMessage: nil, resourceType: resource.resourceType, resourceName: resource.resourceName)
            do throws(Refusal) {
                guard !duplicates.contains(ResourceKey(resource.resourceType, resource.resourceName)) else {
                    throw Refusal(.invalidRequest, "Each resource must appear at most once.")
                }
                let change = try ConfigChange(
                    kind: resource.resourceType, name: resource.resourceName, controller: self, image: image)
                records += try change.records(alterations(of: resource))
            } catch {
                (response.errorCode, response.errorMessage) = (error.code, error.message)
            }
            reply.responses.append(response)
        }
        return Decision(records: request.validateOnly ? [] : records, reply: reply)
    }

    private func alterations(
        of resource: IncrementalAlterConfigsRequest.AlterConfigsResource
    ) throws(Refusal) -> [ConfigChange.Alteration] {
        var result: [ConfigChange.Alteration] = []
        for config in resource.configs {
            guard let operation = ConfigChange.Operation(rawValue: config.configOperation) else {
                throw Refusal(
                    .invalidRequest,
                    "Unknown alter configs operation \(config.configOperation) for key \(config.name)")
            }
            result.append(.init(name: config.name, operation: operation, value: config.value))
        }
        return result
    }
}

/// A resource as a request names it, which may be none that exists.
struct ResourceKey: Hashable {
    var type: Int8
    var name: String

    init(_ type: Int8, _ name: String) {
        self.type = type
        self.name = name
    }
}
