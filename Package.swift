// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Views into bytes that can't outlive them (`Span`, `~Escapable`) need their lifetimes said.
let spans: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]

/// For modules that have what they import in the interface between modules of this package.
let internalImports: [SwiftSetting] = [.enableUpcomingFeature("InternalImportsByDefault")]

let package = Package(
    name: "asterisk-mqtt",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "asterisk-mqtt", targets: ["asterisk-mqtt"]),
        .executable(name: "wiretap", targets: ["wiretap"]),
        .executable(name: "callgen", targets: ["callgen"]),
        .library(name: "CallSpec", targets: ["CallSpec"]),
        .library(name: "AMI", targets: ["AMI"]),
        .library(name: "Correlator", targets: ["Correlator"]),
        .library(name: "Calls", targets: ["Calls"]),
        .library(name: "MQTT", targets: ["MQTT"]),
        .plugin(name: "CallTables", targets: ["CallTables"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // What all programs write to a terminal by.
        .target(name: "Console", swiftSettings: strict),

        // The spec's language, and the tables made from it.
        .target(name: "CallSpec", swiftSettings: strict),
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
        .target(
            name: "AMI",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: spans),
        .target(
            name: "Correlator",
            dependencies: ["AMI", .product(name: "HeapModule", package: "swift-collections")],
            swiftSettings: spans,
            plugins: ["CallTables"]),

        // For programs of others: what calls do, in a loop.
        .target(
            name: "Calls",
            dependencies: [
                "AMI", "Correlator",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans),

        // Why that was said: recordings explained.
        .target(
            name: "Explain",
            dependencies: ["AMI", "Correlator", .product(name: "Crypto", package: "swift-crypto")],
            resources: [.embedInCode("Page/page.css"), .embedInCode("Page/page.js")],
            swiftSettings: spans),

        // From what a call does to the broker.
        .systemLibrary(
            name: "CMosquitto",
            pkgConfig: "libmosquitto",
            providers: [.apt(["libmosquitto-dev"]), .brew(["mosquitto"])]),
        .target(
            name: "MQTT",
            dependencies: [
                "CMosquitto",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: spans),

        // What survives the process.
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        .target(name: "Store", dependencies: ["CSQLite"], swiftSettings: spans),

        // What whoever looks after the daemon sees of it: figures, health, systemd.
        .target(
            name: "Operations",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans + internalImports),

        // What those who look at calls see of them.
        .target(
            name: "Board",
            dependencies: [
                "Correlator", "Operations",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            // In the program, which is one file.
            resources: [.embedInCode("Page")],
            swiftSettings: spans + internalImports),

        // The programs. Yams would read the configuration too, but brings all of Foundation with it: 48 MB.
        .systemLibrary(
            name: "CYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .target(
            name: "Bridge",
            dependencies: [
                "AMI", "Board", "CYAML", "Correlator", "MQTT", "Operations", "Store",
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
                "AMI", "Bridge", "Console", "Correlator", "Explain", "MQTT", "Watch",
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
                "AMI", "Console",
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
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "CallSpecTests", dependencies: ["CallSpec", "callgen", "TestSupport"], exclude: ["Reference"],
            swiftSettings: strict),
        .testTarget(
            name: "AMITests",
            dependencies: [
                "AMI", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans),
        .testTarget(name: "CorrelatorTests", dependencies: ["Correlator", "AMI", "MQTT"], swiftSettings: spans),
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
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: spans),
        .testTarget(
            name: "BoardTests", dependencies: ["Board", "Correlator", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: spans),
        .testTarget(name: "StoreTests", dependencies: ["Store", "CSQLite"], swiftSettings: spans),
        .testTarget(
            name: "CallsTests",
            dependencies: [
                "Calls", "AMI", "Correlator", "wiretap",
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
                "Bridge", "Correlator", "MQTT", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: spans),
        .testTarget(name: "WatchTests", dependencies: ["Watch", "Correlator"], swiftSettings: strict),
        .testTarget(
            name: "WiretapTests",
            dependencies: [
                "wiretap", "AMI", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: spans),
        // The programs themselves, between a PBX and a broker.
        .testTarget(
            name: "IntegrationTests", dependencies: ["asterisk-mqtt", "wiretap", "TestSupport"], swiftSettings: strict),
        // What a build makes of a changed spec.
        .testTarget(name: "BuildTests", dependencies: ["asterisk-mqtt", "TestSupport"], swiftSettings: strict),
    ]
)

// The fuzzers, which tools/torture/fuzz builds, and nobody else: libFuzzer brings a main of its own. What they look at of a
// program, they have without its main.
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
        ("Configuration", ["Bridge"]),
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
