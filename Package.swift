// swift-tools-version: 6.2
import PackageDescription

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let dequeModule: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let orderedCollections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")
let hashTreeCollections: Target.Dependency = .product(
    name: "HashTreeCollections", package: "swift-collections")
let heapModule: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")

let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

func module(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "martlet",
    products: [
        .executable(name: "martlet", targets: ["martlet"]),
        .library(name: "MartletBroker", targets: ["MartletBroker"]),
        .library(name: "MartletClient", targets: ["MartletClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        // System libraries: module maps only.
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CISAL"),
        .systemLibrary(name: "CLZ4"),
        .systemLibrary(name: "CZstd"),
        .systemLibrary(name: "CSnappy"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CXXHash"),

        // From the ground up; a module imports only what stands below it (docs/architecture.md).
        module("MartletModel", []),
        module("MartletProtocol", ["MartletModel", nioCore], exclude: ["Schemas"]),
        module(
            "MartletRecords",
            ["MartletProtocol", "MartletModel", nioCore, "CZlib", "CISAL", "CLZ4", "CZstd", "CSnappy"]),
        module(
            "MartletStorage",
            [
                "MartletRecords", "MartletProtocol", "MartletModel", nioCore, dequeModule, "CLinux",
                "CXXHash",
            ]),
        module("MartletReplication", ["MartletStorage", "MartletModel", dequeModule]),
        module(
            "MartletMetadata",
            [
                "MartletStorage", "MartletRecords", "MartletProtocol", "MartletModel", nioCore, dequeModule,
                hashTreeCollections,
            ]),
        module(
            "MartletRaft",
            ["MartletStorage", "MartletRecords", "MartletProtocol", "MartletModel", nioCore]),
        module(
            "MartletCoordination",
            [
                "MartletProtocol", "MartletModel", nioCore, dequeModule, heapModule, orderedCollections,
            ]),
        module(
            "MartletNode",
            [
                "MartletRaft", "MartletMetadata", "MartletReplication", "MartletCoordination",
                "MartletStorage", "MartletRecords", "MartletProtocol", "MartletModel", nioCore, logging,
                dequeModule, orderedCollections,
            ]),
        module(
            "MartletNetwork",
            ["MartletStorage", "MartletProtocol", "MartletModel", nioCore, nioPosix, logging, dequeModule]),
        module(
            "MartletBroker",
            [
                "MartletNode", "MartletNetwork", "MartletRaft", "MartletMetadata", "MartletStorage",
                "MartletRecords", "MartletProtocol", "MartletModel", nioCore, nioPosix, logging,
            ]),
        module(
            "MartletClient",
            [
                "MartletNetwork", "MartletRecords", "MartletProtocol", "MartletModel", nioCore, nioPosix,
                logging, dequeModule,
            ]),
        module(
            "MartletSimulator",
            [
                "MartletNode", "MartletRaft", "MartletMetadata", "MartletCoordination", "MartletReplication",
                "MartletStorage", "MartletRecords", "MartletProtocol", "MartletModel", nioCore, logging,
                dequeModule,
            ]),
        module("MartletTesting", ["MartletBroker", "MartletStorage", logging]),
        .executableTarget(
            name: "martlet",
            dependencies: [
                "MartletBroker", "MartletClient", "MartletSimulator", "MartletNode", "MartletNetwork",
                "MartletMetadata", "MartletStorage", "MartletRecords", "MartletProtocol", "MartletModel",
                nioCore, nioPosix, logging, argumentParser, histogram,
            ],
            swiftSettings: settings),
        .executableTarget(name: "martlet-generate", swiftSettings: settings),

        tests("MartletModelTests", ["MartletModel"]),
        tests("MartletProtocolTests", ["MartletProtocol", "MartletModel", nioCore]),
        tests("MartletRecordsTests", ["MartletRecords", "MartletProtocol", "MartletModel", nioCore]),
        tests(
            "MartletStorageTests",
            ["MartletStorage", "MartletRecords", "MartletProtocol", "MartletModel", nioCore]),
        tests("MartletReplicationTests", ["MartletReplication", "MartletStorage", "MartletModel"]),
        tests(
            "MartletMetadataTests",
            [
                "MartletMetadata", "MartletStorage", "MartletRecords", "MartletProtocol", "MartletModel",
                nioCore,
            ]),
        tests(
            "MartletRaftTests",
            ["MartletRaft", "MartletStorage", "MartletRecords", "MartletProtocol", "MartletModel", nioCore]),
        tests(
            "MartletCoordinationTests",
            ["MartletCoordination", "MartletProtocol", "MartletModel", nioCore]),
        tests(
            "MartletNodeTests",
            [
                "MartletNode", "MartletRaft", "MartletMetadata", "MartletReplication", "MartletCoordination",
                "MartletStorage", "MartletRecords", "MartletProtocol", "MartletModel", nioCore, logging,
            ]),
        tests(
            "MartletNetworkTests",
            [
                "MartletNetwork", "MartletStorage", "MartletProtocol", "MartletModel", nioCore, nioPosix,
                nioEmbedded, logging,
            ]),
        tests(
            "MartletBrokerTests",
            [
                "MartletTesting", "MartletBroker", "MartletClient", "MartletNode", "MartletNetwork",
                "MartletStorage", "MartletRecords", "MartletProtocol", "MartletModel", nioCore, nioPosix,
                logging,
            ]),
        tests(
            "MartletClientTests",
            [
                "MartletTesting", "MartletClient", "MartletNetwork", "MartletRecords", "MartletProtocol",
                "MartletModel", nioCore, nioPosix,
            ]),
        tests(
            "MartletSimulatorTests",
            [
                "MartletSimulator", "MartletRaft", "MartletReplication", "MartletStorage", "MartletRecords",
                "MartletModel", nioCore,
            ]),
        tests("MartletCommandTests", ["martlet", "MartletClient", "MartletNode", "MartletModel", nioCore]),

        // The rules of docs/architecture.md and of the code's form, over the whole tree.
        tests("MartletStyleTests", []),
    ],
    swiftLanguageModes: [.v6]
)
