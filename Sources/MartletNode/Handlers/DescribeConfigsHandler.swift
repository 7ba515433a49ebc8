import MartletMetadata
import MartletModel
import MartletProtocol

/// DescribeConfigs, versions 1 to 4. From 1 with synonyms, from 3 with types and documentation.
extension Shard {
    func handle(_ request: DescribeConfigsRequest, _ context: RequestContext) {
        respond(
            ConfigDescription(settings.configuration, image: image).describe(request), to: context)
    }
}
