import MartletMetadata
import MartletModel
import MartletProtocol

/// ApiVersions, versions 0 to 4. From 3 the client names its software, and answers carry features; below 4
/// features whose minimum is 0 are left out.
extension Shard {
    func handle(_ request: ApiVersionsRequest, _ context: RequestContext) {
        if context.version >= 3 {
            guard Self.isSoftwareName(request.clientSoftwareName),
                Self.isSoftwareName(request.clientSoftwareVersion)
            else {
                respond(ApiVersionsResponse(errorCode: .invalidRequest), to: context)
                return
            }
        }
        var response = ApiVersionsResponse(version: context.version, image: image)
        response.apiKeys = Self.announcedAPIs
        respond(response, to: context)
    }

    /// A version of ApiVersions that we do not know is answered in version 0, with what we do know (KIP-511).
    func refuseApiVersions(_ context: RequestContext) {
        let range = SupportedAPIs.range(of: .apiVersions) ?? 0...0
        let response = ApiVersionsResponse(
            errorCode: .unsupportedVersion,
            apiKeys: [
                .init(
                    apiKey: ApiKey.apiVersions.rawValue, minVersion: range.lowerBound,
                    maxVersion: range.upperBound)
            ])
        respond(response, to: context.inVersionZero)
    }

    private static let announcedAPIs = SupportedAPIs.versions.map { key, range in
        let minimum = key == .produce ? SupportedAPIs.announcedProduceMinimum : range.lowerBound
        return ApiVersionsResponse.ApiVersion(
            apiKey: key.rawValue, minVersion: minimum, maxVersion: range.upperBound)
    }

    /// ASCII letters, digits, dashes and dots, with a letter or digit at both ends (KIP-511).
    private static func isSoftwareName(_ text: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }
}

extension ApiVersionsResponse {
    /// The features that this node supports, and those that the cluster has, for an answer in this version.
    init(version: Int16, image: ClusterImage) {
        self.init()
        supportedFeatures = Controller.supportedFeatures.sorted { $0.key < $1.key }
            .filter { version >= 4 || $0.value.lowerBound > 0 }
            .map { .init(name: $0.key, minVersion: $0.value.lowerBound, maxVersion: $0.value.upperBound) }
        finalizedFeaturesEpoch = image.offset.rawValue
        finalizedFeatures = image.features.sorted { $0.key < $1.key }.map {
            .init(name: $0.key, maxVersionLevel: $0.value, minVersionLevel: $0.value)
        }
    }
}
