import Foundation
import Testing

/// What a real Asterisk said, and what must be told of it.
struct Recordings: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The captures, in the order in which they are played.
    let captures: [String]

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")

    /// All of a version's.
    init(of version: String) {
        let folder = Self.root.appending(path: version).path()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        testDescription = version
        captures = names.filter { $0.hasSuffix(".raw") }.sorted().map { "\(folder)/\($0)" }
    }

    /// One of Asterisk 22.
    init(_ name: String) {
        testDescription = name
        captures = [Self.root.appending(path: "22/\(name).raw").path()]
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
