import TestSupport
import Testing

/// These build: a check of a change runs them by themselves, after everything else.
@Suite("A change of the spec", .serialized)
struct SpecChangeTests {
    @Test("has the tables made anew, and nothing else has")
    func regenerates() async throws {
        let copy = try await PackageCopy()
        let making = "Making the tables of Correlator"
        try await copy.build()
        let before = try copy.tables
        #expect(before.text.contains("The line is busy"))

        // Nothing changed.
        #expect(try await !copy.build().contains(making))
        #expect(try copy.tables == before)

        // The file was written, with nothing in it changed.
        copy.touchSpec()
        try await copy.build()
        #expect(try copy.tables.text == before.text)

        // Something changed, twice: the second time, the build knows of the first.
        let spec = copy.spec
        for words in ["The line is engaged", "Somebody else is on the line"] {
            copy.spec = spec.replacing("The line is busy", with: words)
            #expect(try await copy.build().contains(making))
            #expect(try copy.tables.text == before.text.replacing("The line is busy", with: words))
            #expect(try await copy.told(of: "busy-after-ringing").last?.contains(words) == true)
        }

        // A mistake is the build's, at its place, and is gone with it.
        copy.spec = spec.replacing(#""to": "ringing""#, with: #""to": "rining""#)
        await #expect {
            try await copy.build()
        } throws: { error in
            "\(error)".contains(#/package/spec/calls\.json:[0-9]+:[0-9]+: error: there is no state 'rining'/#)
        }
        copy.spec = spec
        try await copy.build()
        #expect(try copy.tables.text == before.text)
    }

    @Test("as a contributor's first is seen in the recording that is named with it")
    func firstChange() async throws {
        let path = read(file: Checkout.file(".github/CONTRIBUTING.md"))
        let change = try #require(path.firstMatch(of: #/let `"([a-z_]+)"` have the description `"([^"]+)"`/#))
        let recording = try #require(path.firstMatch(of: #/replay Fixtures\/22\/([a-z-]+)\.raw/#))
        let cause = try Regex<(Substring, Substring)>("(\"\(change.1)\": \\{[^}]*\"description\": \")[^\"]*")

        let copy = try await PackageCopy()
        let before = copy.spec
        copy.spec = before.replacing(cause) { "\($0.output.1)\(change.2)" }
        #expect(copy.spec != before)
        try await copy.build()
        #expect(try await copy.told(of: String(recording.1)).last?.contains(change.2) == true)
    }
}
