import MartletModel
import MartletNetwork
import MartletProtocol
import Testing

@Suite struct APIVersionsTests {
    private func versions(_ range: ClosedRange<Int16>) -> APIVersions {
        APIVersions(
            ApiVersionsResponse(apiKeys: [
                .init(
                    apiKey: ApiKey.metadata.rawValue, minVersion: range.lowerBound,
                    maxVersion: range.upperBound)
            ]))
    }

    @Test func `the highest version of both sides is chosen`() {
        #expect(versions(0...9).choose(.metadata) == 9)
        #expect(versions(5...200).choose(.metadata) == ApiKey.metadata.versions?.upperBound)
        #expect(versions(0...200).choose(.metadata, limit: 4...10) == 10)
    }

    @Test func `no common version is no version`() {
        #expect(versions(100...200).choose(.metadata) == nil)
        #expect(versions(0...3).choose(.metadata, limit: 4...10) == nil)
        #expect(versions(0...9).choose(.fetch) == nil)
        #expect(APIVersions().choose(.metadata) == nil)
    }

    @Test func `a version that may still change is never chosen`() {
        let response = ApiVersionsResponse(apiKeys: [
            .init(apiKey: ApiKey.initProducerId.rawValue, minVersion: 0, maxVersion: 6)
        ])
        #expect(APIVersions(response).choose(.initProducerId) == 5)
    }
}
