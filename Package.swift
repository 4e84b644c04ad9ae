// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// For modules with views into bytes (`Span`, `~Escapable`), which declare lifetimes.
let spans: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]

/// For modules whose package-level API exposes imported types.
let internalImports: [SwiftSetting] = [.enableUpcomingFeature("InternalImportsByDefault")]

let package = Package(
    name: "asterisk-mqtt",
    products: [
        .executable(name: "asterisk-mqtt", targets: ["asterisk-mqtt"]),
        .executable(name: "wiretap", targets: ["wiretap"]),
        .executable(name: "callgen", targets: ["callgen"]),
        .library(name: "CallSpec", targets: ["CallSpec"]),
        .library(name: "AMI", targets: ["AMI"]),
        .library(name: "AMIClient", targets: ["AMIClient"]),
        .library(name: "Correlator", targets: ["Correlator"]),
        .library(name: "Calls", targets: ["Calls"]),
        .library(name: "MQTT", targets: ["MQTT"]),
        .plugin(name: "CallTables", targets: ["CallTables"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Output on terminals, shared by all programs.
        .target(name: "Console", swiftSettings: strict),

        // Digests, and what a TLS handshake with a broker fails of. libmosquitto brings both libraries along.
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .target(name: "Digests", dependencies: ["COpenSSL"], swiftSettings: strict),

        // The spec's language, and the tables made from it.
        .target(name: "CallLogic", swiftSettings: strict),
        .target(
            name: "CallSpec", dependencies: ["CallLogic"], resources: [.embedInCode("ami-events.json")],
            swiftSettings: strict),
        .executableTarget(
            name: "callgen",
            dependencies: [
                "CallSpec", "Console",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "tools/callgen",
            swiftSettings: strict),
        .plugin(
            name: "CallTables",
            capability: .buildTool(),
            dependencies: ["callgen"],
            path: "tools/CallTables"),

        // From the AMI's bytes to what a call does.
        .target(name: "AMI", swiftSettings: spans),
        .target(
            name: "AMIClient",
            dependencies: [
                "AMI",
                "Digests",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: spans),
        .target(
            name: "Correlator",
            dependencies: ["AMI", "CallLogic", .product(name: "HeapModule", package: "swift-collections")],
            swiftSettings: spans,
            plugins: ["CallTables"]),

        // For other programs: the events of calls as an asynchronous sequence.
        .target(
            name: "Calls",
            dependencies: [
                "AMI", "AMIClient", "Correlator",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans),

        // Explains why events were published.
        .target(
            name: "Explain",
            dependencies: ["AMI", "Correlator", "Digests"],
            resources: [.embedInCode("Page/page.css"), .embedInCode("Page/page.js")],
            swiftSettings: spans),

        // From events to the broker.
        .systemLibrary(
            name: "CMosquitto",
            pkgConfig: "libmosquitto",
            providers: [.apt(["libmosquitto-dev"])]),
        // In C, since only C can continue after a failed assertion of libmosquitto.
        .target(name: "CMosquittoGuard"),
        .target(
            name: "MQTT",
            dependencies: [
                "CMosquitto", "CMosquittoGuard", "COpenSSL",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: spans),

        // What must survive the process.
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "Store", dependencies: ["CSQLite"], swiftSettings: spans),

        // For operators: metrics, health, systemd.
        .target(
            name: "Operations",
            dependencies: [
                "Digests",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans + internalImports),

        // The live page of calls.
        .target(
            name: "Board",
            dependencies: [
                "Correlator", "Operations",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            // Embedded, since the program is one file.
            resources: [.embedInCode("Page")],
            swiftSettings: spans + internalImports),

        // The programs. Yams could read the configuration, but needs all of Foundation: 48 MB.
        .systemLibrary(
            name: "CYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"])]),
        .target(
            name: "Bridge",
            dependencies: [
                "AMI", "AMIClient", "Board", "CYAML", "CallLogic", "Correlator", "MQTT", "Operations", "Store",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: spans),
        .target(name: "Watch", dependencies: ["Correlator"], swiftSettings: strict),
        .executableTarget(
            name: "asterisk-mqtt",
            dependencies: [
                "AMI", "AMIClient", "Bridge", "CallSpec", "Console", "Correlator", "Explain", "MQTT", "Watch",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: spans),
        .executableTarget(
            name: "wiretap",
            dependencies: [
                "AMI", "AMIClient", "Console",
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans),

        // The benchmarks; nothing depends on them.
        .executableTarget(
            name: "correlator-benchmark",
            dependencies: ["AMI", "Correlator"],
            path: "tools/bench/correlate",
            swiftSettings: spans),
        .executableTarget(
            name: "publish-benchmark",
            dependencies: ["MQTT"],
            path: "tools/bench/publish",
            exclude: ["baseline.c", "run"],
            swiftSettings: strict),

        // One folder of tests a module, and the servers and tools that they start.
        .target(name: "TestSupport", dependencies: ["AMI"], path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "BehaviourSupport", dependencies: ["Correlator"], path: "Tests/BehaviourSupport",
            swiftSettings: strict),
        .testTarget(
            name: "CallSpecTests", dependencies: ["AMI", "CallSpec", "Correlator", "callgen", "TestSupport"],
            exclude: ["Reference"], swiftSettings: spans),
        .testTarget(name: "DigestsTests", dependencies: ["Digests"], swiftSettings: strict),
        .testTarget(name: "AMITests", dependencies: ["AMI", "TestSupport"], swiftSettings: spans),
        .testTarget(
            name: "AMIClientTests",
            dependencies: [
                "AMI", "AMIClient", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans),
        .testTarget(
            name: "CorrelatorTests", dependencies: ["CallSpec", "Correlator", "AMI", "MQTT"], swiftSettings: spans),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Operations", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans),
        .testTarget(
            name: "ExplainTests",
            dependencies: [
                "asterisk-mqtt", "AMI", "Bridge", "Correlator", "Explain", "TestSupport",
                "Digests",
            ],
            swiftSettings: spans),
        .testTarget(
            name: "BoardTests",
            dependencies: ["BehaviourSupport", "Board", "Correlator", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: spans),
        .testTarget(name: "StoreTests", dependencies: ["Store", "CSQLite"], swiftSettings: spans),
        .testTarget(
            name: "CallsTests",
            dependencies: [
                "Calls", "AMI", "AMIClient", "Correlator", "wiretap",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans),
        .testTarget(
            name: "MQTTTests",
            dependencies: ["MQTT", "TestSupport", .product(name: "Logging", package: "swift-log")],
            swiftSettings: spans),
        .testTarget(
            name: "BridgeTests",
            dependencies: [
                "BehaviourSupport", "Bridge", "Correlator", "MQTT", "Operations", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: spans),
        .testTarget(
            name: "WatchTests", dependencies: ["BehaviourSupport", "Console", "Watch", "Correlator"],
            swiftSettings: strict),
        .testTarget(
            name: "WiretapTests",
            dependencies: [
                "wiretap", "AMI", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans),
        // The real programs, between a PBX and a broker.
        .testTarget(
            name: "IntegrationTests", dependencies: ["asterisk-mqtt", "wiretap", "callgen", "TestSupport"],
            swiftSettings: strict),
        // Builds with a changed spec.
        .testTarget(name: "BuildTests", dependencies: ["asterisk-mqtt", "TestSupport"], swiftSettings: strict),
    ]
)

// The fuzzers, which only tools/torture/fuzz builds. libFuzzer has a main of its own, so they use programs without theirs.
if Context.environment["ASTERISK_MQTT_FUZZ"] != nil {
    package.products = []
    package.targets.removeAll { $0.type == .test || $0.name == "wiretap" }
    let wiretap = Target.target(
        name: "wiretap",
        dependencies: [
            "AMI",
            .product(name: "HeapModule", package: "swift-collections"),
            .product(name: "Logging", package: "swift-log"),
        ],
        exclude: ["Capture", "Commands", "JSON", "Play", "Split"],
        swiftSettings: spans)
    let fuzzers: [(name: String, dependencies: [Target.Dependency])] = [
        ("Decoder", ["AMI", "Correlator"]), ("Sanitizer", ["wiretap"]), ("Spec", ["CallSpec"]),
        ("Configuration", ["Bridge"]), ("Watch", ["Watch", "Correlator"]),
        ("Kept", ["Bridge", "Correlator", "MQTT", "Operations"]), ("Store", ["Store"]),
    ]
    let folder = "tools/torture/fuzz-targets"
    package.targets += [
        wiretap,
        .systemLibrary(name: "CLibFuzzer", path: "\(folder)/CLibFuzzer"),
        .target(name: "Fuzzing", dependencies: ["CLibFuzzer"], path: "\(folder)/Fuzzing", swiftSettings: strict),
    ]
    for fuzzer in fuzzers {
        package.targets.append(
            .executableTarget(
                name: "fuzz-\(fuzzer.name.lowercased())", dependencies: fuzzer.dependencies + ["Fuzzing"],
                path: "\(folder)/\(fuzzer.name)", swiftSettings: spans))
    }
}
