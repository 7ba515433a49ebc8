import MartletProtocol

/// The versions that one broker offers, and the choice of one that both sides speak. Pure.
package struct APIVersions: Sendable, Equatable {
    private var offered: [Int16: ClosedRange<Int16>] = [:]

    package init() {}

    package init(_ response: ApiVersionsResponse) {
        for api in response.apiKeys where api.minVersion <= api.maxVersion {
            offered[api.apiKey] = api.minVersion...api.maxVersion
        }
    }

    package func range(of key: ApiKey) -> ClosedRange<Int16>? {
        offered[key.rawValue]
    }

    /// The highest version that the broker offers, the schema has as stable, and `limit` includes.
    package func choose(_ key: ApiKey, limit: ClosedRange<Int16>? = nil) -> Int16? {
        guard let theirs = offered[key.rawValue], let ours = key.versions else { return nil }
        var low = max(theirs.lowerBound, ours.lowerBound)
        var high = min(theirs.upperBound, ours.upperBound)
        if let limit {
            low = max(low, limit.lowerBound)
            high = min(high, limit.upperBound)
        }
        return low <= high ? high : nil
    }
}
