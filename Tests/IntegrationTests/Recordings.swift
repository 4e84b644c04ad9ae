import Foundation
import TestSupport
import Testing

/// What a real Asterisk said, and what must be told of it.
struct Recordings: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The captures, in the order in which they are played.
    let captures: [String]

    /// All of a version's.
    init(of version: String) {
        let folder = Checkout.file("Fixtures/\(version)")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        testDescription = version
        captures = names.filter { $0.hasSuffix(".raw") }.sorted().map { "\(folder)/\($0)" }
    }

    /// One of Asterisk 22.
    init(_ name: String) {
        testDescription = name
        captures = [Checkout.file("Fixtures/22/\(name).raw")]
    }

    /// What must be told of them, as `TOPIC PAYLOAD` lines: what a replay tells, which the correlator's own tests hold
    /// against the scenarios and the PBX's account.
    var expected: [String] {
        get async throws {
            let folder = TemporaryDirectory()
            let replay = try ChildProcess(
                Program.path("asterisk-mqtt"), ["replay"] + captures, output: folder.file("told"))
            #expect(try await replay.wait() == 0)
            return replay.lines()
        }
    }
}
