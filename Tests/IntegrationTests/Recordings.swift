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

    /// `TOPIC PAYLOAD` lines.
    var expected: [String] {
        get throws {
            try captures.flatMap { capture in
                try String(contentsOfFile: capture.dropLast(4) + ".expected.jsonl", encoding: .utf8)
                    .split(separator: "\n").map(String.init)
            }
        }
    }
}
