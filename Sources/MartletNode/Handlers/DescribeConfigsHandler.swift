import MartletMetadata
import MartletModel
import MartletProtocol

/// DescribeConfigs, versions 1 to 4. From 1 with synonyms, from 3 with types and documentation.
extension Shard {
    func handle(_ request: DescribeConfigsRequest, _ context: RequestContext) {
        // A description is much longer than its question, so each resource is described once.
        var request = request
        var asked: Set<AskedResource> = []
        request.resources.removeAll {
            !asked.insert(AskedResource(type: $0.resourceType, name: $0.resourceName)).inserted
        }
        respond(
            ConfigDescription(settings.configuration, image: image).describe(request), to: context)
    }

    private struct AskedResource: Hashable {
        var type: Int8
        var name: String
    }
}
