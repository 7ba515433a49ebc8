import MartletModel
import MartletProtocol

/// AlterConfigs, versions 0 to 2, which differ in encoding only: what is not named is deleted.
extension Controller {
    /// Each resource is changed as a whole or has its error. With `validateOnly` the reply is the same and
    /// there are no records.
    package func alterConfigs(
        _ request: AlterConfigsRequest, image: ClusterImage
    ) -> Decision<AlterConfigsResponse> {
        let duplicates = repeated(request.resources.map { ResourceKey($0.resourceType, $0.resourceName) })
        var reply = AlterConfigsResponse()
        var records: [VersionedRecord] = []
        for resource in request.resources {
            var response = AlterConfigsResponse.AlterConfigsResourceResponse(
                errorMessage: nil, resourceType: resource.resourceType, resourceName: resource.resourceName)
            do throws(Refusal) {
                guard !duplicates.contains(ResourceKey(resource.resourceType, resource.resourceName)) else {
                    throw Refusal(.invalidRequest, "Each resource must appear at most once.")
                }
                let change = try ConfigChange(
                    kind: resource.resourceType, name: resource.resourceName, controller: self, image: image)
                records += try change.records(replacing(resource, in: change.resource, image: image))
            } catch {
                (response.errorCode, response.errorMessage) = (error.code, error.message)
            }
            reply.responses.append(response)
        }
        return Decision(records: request.validateOnly ? [] : records, reply: reply)
    }

    private func replacing(
        _ request: AlterConfigsRequest.AlterConfigsResource, in resource: ConfigResource, image: ClusterImage
    ) -> [ConfigChange.Alteration] {
        let named = Set(request.configs.map(\.name))
        let left = image.configs(of: resource).keys.filter { !named.contains($0) }.sorted()
        return request.configs.map { .init(name: $0.name, operation: .set, value: $0.value) }
            + left.map { .init(name: $0, operation: .delete, value: nil) }
    }
}
