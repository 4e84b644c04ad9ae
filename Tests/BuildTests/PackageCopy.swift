import Foundation
import TestSupport

/// A copy of this package, built with the thread sanitizer: what a check of a change builds a second time anyhow.
struct PackageCopy: Sendable {
    private static let folder = Checkout.file(".build-tsan/package")
    private static let scratch = Checkout.file(".build-tsan/build")
    private let log = TemporaryDirectory()

    /// Makes it the same as the package.
    init() async throws {
        _ = try await Self.run(Checkout.file("tools/copy-package"), [Self.folder], log)
    }

    /// Its spec.
    var spec: String {
        get { read(file: Self.folder + "/spec/calls.json") }
        nonmutating set { write(newValue, to: Self.folder + "/spec/calls.json") }
    }

    /// Writes the spec as it is.
    func touchSpec() { spec = spec }

    /// Builds the daemon; what the build says.
    @discardableResult
    func build() async throws -> String {
        try await Self.run(
            "swift",
            [
                "build", "--package-path", Self.folder, "--scratch-path", Self.scratch, "--sanitize=thread",
                "--product", "asterisk-mqtt",
            ], log)
    }

    /// The tables that the last build was made of.
    var tables: (text: String, written: Date) {
        get throws {
            let folder = Self.scratch + "/plugins/outputs/package/Correlator/destination/CallTables"
            let file = folder + "/CallTables+Generated.swift"
            let written = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
            return (read(file: file), written ?? .distantPast)
        }
    }

    /// The daemon that the last build made.
    var daemon: String { Self.scratch + "/debug/asterisk-mqtt" }

    /// What the daemon makes of a recording of Asterisk 22: `TOPIC PAYLOAD` lines.
    func told(of recording: String) async throws -> [String] {
        try await Self.run(
            daemon, ["replay", Checkout.file("Fixtures/22/\(recording).raw")], log
        ).split(separator: "\n").map(String.init)
    }

    private static func run(_ tool: String, _ arguments: [String], _ log: TemporaryDirectory) async throws -> String {
        let process = try ChildProcess(tool, arguments, output: log.file("log"))
        // A first build lasts minutes.
        let code = try await process.wait(within: .seconds(1500))
        guard code == 0 else { throw TestFailure("\(tool) \(arguments) ended with \(code):\n\(process.text)") }
        return process.text
    }
}
