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
            copy.spec = spec.replacing(
                "\"causes\": {", with: "\"causes\": { \"user_busy\": { \"code\": 17, \"description\": \"\(words)\" },")
            #expect(try await copy.build().contains(making))
            #expect(
                try Self.apartFromHash(copy.tables.text)
                    == Self.apartFromHash(before.text).replacing("The line is busy", with: words))
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

    /// The tables but for the hash of the spec, which is another one with every change.
    private static func apartFromHash(_ tables: String) -> String {
        tables.replacing(#/hash: "[0-9a-f]{16}"/#, with: "hash: …")
    }
}
