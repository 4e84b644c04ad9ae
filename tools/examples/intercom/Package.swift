// swift-tools-version: 6.2

import PackageDescription

// A package that brings its own behaviour: `calls.json` in the target's folder, and the plugin that makes tables of it.
let package = Package(
    name: "intercom",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "asterisk-mqtt", path: "../../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "Intercom",
            dependencies: [
                .product(name: "AMI", package: "asterisk-mqtt"),
                .product(name: "AMIClient", package: "asterisk-mqtt"),
                .product(name: "Calls", package: "asterisk-mqtt"),
                .product(name: "Correlator", package: "asterisk-mqtt"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")],
            plugins: [.plugin(name: "CallTables", package: "asterisk-mqtt")])
    ]
)
