import CallSpec
import Foundation
import Testing

/// A spec of the repository, and the documents that are kept of it.
struct SpecUnderTest: CustomTestStringConvertible, Sendable {
    /// The spec, below the package's folder.
    var spec: String
    /// The folder of its documents, below the package's.
    var documents: String

    var testDescription: String { spec }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The behaviour of the daemon.
    static let calls = SpecUnderTest(spec: "spec/calls.json", documents: "spec/generated")
    /// A small one with another shape: messages on the way, its own topics, fields that can be missing.
    static let intercom = SpecUnderTest(
        spec: "tools/examples/intercom/Sources/Intercom/calls.json", documents: "tools/examples/intercom/generated")

    /// The program of the spec, in which `replacements` have been made.
    func program(_ replacements: [(String, String)] = []) throws -> CallProgram {
        var text = try String(contentsOf: Self.root.appending(path: spec), encoding: .utf8)
        for (old, new) in replacements {
            try #require(text.contains(old), "\(spec) has no \(old)")
            text = text.replacing(old, with: new)
        }
        let (program, diagnostics) = SpecificationCompiler.compile(Array(text.utf8))
        return try #require(program, "\(diagnostics.map { $0.rendered(file: spec) })")
    }
}
