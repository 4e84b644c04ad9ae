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

    /// These files.
    init(captures: [String]) {
        testDescription = "\(captures.count) files"
        self.captures = captures
    }

    /// What must be told of them, as `TOPIC PAYLOAD` lines: what a replay tells, which the correlator's own tests hold
    /// against the scenarios and the PBX's account.
    var expected: [String] {
        get async throws {
            let folder = TemporaryDirectory()
            let replay = try ChildProcess(
                Program.path("asterisk-mqtt"), ["replay"] + captures, output: folder.file("told"))
            #expect(try await replay.wait() == 0)
            // Asterisk reports the file of a recording in a class of events that the daemon does not ask for by itself.
            return replay.lines().map { $0.replacing(/,"recording":"[^"]*"/, with: "") }
        }
    }
}
