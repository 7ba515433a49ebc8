import ArgumentParser
import MartletClient

struct ClusterFeatures: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Look at the features that the cluster's nodes agree on, and change their levels.",
        subcommands: [FeaturesDescribe.self, FeaturesUpgrade.self, FeaturesDowngrade.self],
        defaultSubcommand: FeaturesDescribe.self)
}

struct FeaturesDescribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Print each feature's level, and those that a node supports.")

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let description = try await connection.withClient {
            try await Admin(client: $0).describeFeatures()
        }
        if json {
            var text = JSONText()
            text.object { $0.add(description) }
            print(String(buffer: text.bytes))
            return
        }
        var table = Table(["FEATURE", "LEVEL", "SUPPORTED"], rightAligned: [1])
        for feature in description.features {
            table.append([
                feature.name, feature.level.description,
                feature.supportedLevels.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "-",
            ])
        }
        print(table.text, terminator: "")
    }
}

/// `name=level`, as upgrade and downgrade take them.
struct FeatureLevel: ExpressibleByArgument, Equatable {
    var name: String
    var level: Int16

    init?(argument: String) {
        guard let pair = KeyValue(argument: argument), let level = Int16(pair.value), level >= 0 else {
            return nil
        }
        name = pair.key
        self.level = level
    }
}

struct FeaturesUpgrade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Raise the levels of features.")

    @Argument(help: ArgumentHelp("For example metadata.version=30.", valueName: "feature=level"))
    var features: [FeatureLevel]

    @Flag(help: "Only tell whether it would be possible.")
    var dryRun = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let updates = features.map { FeatureUpdate(name: $0.name, level: $0.level, direction: .upgrade) }
        try await connection.withClient {
            try await Admin(client: $0).updateFeatures(updates, validateOnly: dryRun)
        }
        report(features, dryRun)
    }
}

struct FeaturesDowngrade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "downgrade", abstract: "Lower the levels of features; level 0 switches one off.")

    @Argument(help: ArgumentHelp("For example metadata.version=29.", valueName: "feature=level"))
    var features: [FeatureLevel]

    @Flag(help: "Also if metadata is lost by it.")
    var unsafe = false

    @Flag(help: "Only tell whether it would be possible.")
    var dryRun = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let direction: FeatureUpdate.Direction = unsafe ? .unsafeDowngrade : .safeDowngrade
        let updates = features.map { FeatureUpdate(name: $0.name, level: $0.level, direction: direction) }
        try await connection.withClient {
            try await Admin(client: $0).updateFeatures(updates, validateOnly: dryRun)
        }
        report(features, dryRun)
    }
}

private func report(_ features: [FeatureLevel], _ isDryRun: Bool) {
    for feature in features {
        let level = "level \(feature.level)"
        print(isDryRun ? "\(feature.name) could be at \(level)." : "\(feature.name) is at \(level) now.")
    }
}

extension JSONText {
    mutating func add(_ description: FeatureDescription) {
        if let epoch = description.epoch { number("finalizedFeaturesEpoch", epoch) }
        array("features") { text in
            for feature in description.features {
                text.object { text in
                    text.string("name", feature.name)
                    text.number("level", Int64(feature.level))
                    if let supported = feature.supportedLevels {
                        text.number("minSupportedLevel", Int64(supported.lowerBound))
                        text.number("maxSupportedLevel", Int64(supported.upperBound))
                    }
                }
            }
        }
    }
}
