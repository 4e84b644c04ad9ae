// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody who only builds the programs has to fetch what measures them.
let package = Package(
    name: "parts",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "asterisk-mqtt", path: "../../.."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Parts",
            dependencies: [
                .product(name: "AMI", package: "asterisk-mqtt"),
                .product(name: "CallSpec", package: "asterisk-mqtt"),
                .product(name: "Calls", package: "asterisk-mqtt"),
                .product(name: "Correlator", package: "asterisk-mqtt"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/Parts",
            swiftSettings: [.enableExperimentalFeature("Lifetimes")],
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ]
)
