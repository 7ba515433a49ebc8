import Foundation
import MartletProtocol
import Testing

struct ApiKeyTests {
    @Test func `keys without a schema have no versions`() {
        for key: Int16 in [-1, 4, 5, 6, 7, 93, .max] {
            #expect(ApiKey(rawValue: key).versions == nil)
            #expect(ApiKey(rawValue: key).description == "API(\(key))")
        }
    }

    @Test func `a latest version that may still change is not among the versions`() {
        #expect(ApiKey.initProducerId.versions == 0...5)
        #expect(ApiKey.initProducerId.latestVersionIsUnstable)
        #expect(InitProducerIdRequest.versions == 0...6)
    }

    /// One line of the reference index: what the official library knows of an API.
    struct Reference: Sendable, CustomTestStringConvertible {
        let columns: [String: String]

        var key: ApiKey { ApiKey(rawValue: columns["apiKey"].flatMap { Int16($0) } ?? -1) }
        var testDescription: String { columns["name"] ?? "" }

        static let all: [Reference] = {
            let path = Vectors.shared.appendingPathComponent("protocol/facts/INDEX.tsv")
            guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
            let lines = text.split(separator: "\n").map { line in
                line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            }
            guard let names = lines.first else { return [] }
            return lines.dropFirst().map { line in
                Reference(columns: Dictionary(uniqueKeysWithValues: zip(names, line)))
            }
        }()

        /// The header version for a version of the body, from a cell like `v1:4-11 v2:12-18`.
        func headerVersion(_ column: String, for version: Int16) -> Int16? {
            for part in (columns[column] ?? "").split(separator: " ") {
                let sides = part.split(separator: ":")
                let bounds = sides[1].split(separator: "-").compactMap { Int16($0) }
                if (bounds[0]...bounds[bounds.count - 1]).contains(version) {
                    return Int16(sides[0].dropFirst())
                }
            }
            return nil
        }
    }

    @Test(.enabled(if: Vectors.areThere, Vectors.areMissing))
    func `there is a schema for exactly the APIs that Kafka still has`() {
        let expected = Reference.all.filter { $0.columns["requestVersions"] != "none" }.map(\.key)
        // From 10,000 on they are Martlet's own.
        #expect(ApiKey.all.filter { $0.rawValue < 10_000 } == expected)
    }

    @Test(.enabled(if: Vectors.areThere, Vectors.areMissing), arguments: Reference.all)
    func `versions, headers, listeners and flags are those of the reference`(_ reference: Reference) {
        let key = reference.key
        let columns = reference.columns
        guard let versions = key.versions else {
            #expect(columns["requestVersions"] == "none")
            return
        }
        let bounds =
            versions.count == 1 ? "\(versions.lowerBound)" : "\(versions.lowerBound)-\(versions.upperBound)"
        #expect(bounds == columns["stableVersions"])
        #expect(key.name == columns["name"])
        #expect(key.latestVersionIsUnstable == (columns["latestVersionUnstable"] == "yes"))
        #expect(key.isForwardable == (columns["forwardable"] == "yes"))
        #expect(key.isClusterAction == (columns["clusterAction"] == "yes"))
        let listeners = columns["listeners"]?.split(separator: ",") ?? []
        #expect(key.listeners.contains(.broker) == listeners.contains("broker"))
        #expect(key.listeners.contains(.controller) == listeners.contains("controller"))
        for version in versions {
            #expect(
                key.requestHeaderVersion(version) == reference.headerVersion("requestHeader", for: version))
            #expect(
                key.responseHeaderVersion(version) == reference.headerVersion("responseHeader", for: version))
        }
    }
}
