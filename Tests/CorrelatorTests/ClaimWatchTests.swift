import AMI
import CallSpec
import Correlator
import Foundation
import Testing

@Suite("What a spec claims is looked at while calls go on")
struct ClaimWatchTests {
    /// The built-in spec with a claim that is false: hold and resume come once a call at most.
    private static func tables() throws -> CallTables {
        let spec = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../spec/calls.json")
        let text = try String(contentsOf: spec, encoding: .utf8)
        let claims = try #require(text.range(of: "\"invariants\": {"))
        let changed = text.replacingCharacters(
            in: claims,
            with: """
                "invariants": {
                    "no_talk": { "about": "Nobody answers.", "never_after": { "hungup": "answered" } },
                    "silence": { "about": "Nothing rings.", "always": { "ringing": { "call.from.extension": "nobody" } } },
                    "lonely": { "about": "Whoever is answered holds.", "followed_by": { "answered": "held" } },
                """)
        return try #require(SpecificationCompiler.compile(Array(changed.utf8)).program).tables
    }

    @Test("A call that breaks a claim is named with it, once for each claim")
    func broken() throws {
        var correlator = Correlator(tables: try Self.tables())
        var decoder = AMIDecoder()
        let bytes = try Recording(name: "22/answer-callee-hangs-up").bytes
        decoder.decode(bytes.span.bytes, into: &correlator)
        let broken = correlator.brokenClaims.map(\.claim)
        #expect(broken == ["silence", "no_talk", "lonely"])
        let count = correlator.counters.brokenClaims
        #expect(count == 3)
    }

    @Test("A call that nobody saw begin is not held to them")
    func restored() throws {
        let tables = try Self.tables()
        var options = CorrelatorOptions()
        options.notesChanges = true
        var before = Correlator(tables: tables, options: options)
        var decoder = AMIDecoder()
        let bytes = try Recording(name: "22/answer-callee-hangs-up").bytes
        let text = String(decoding: bytes, as: UTF8.self)
        let answer = try #require(text.range(of: "Event: DialEnd"))
        let cut = text[..<answer.lowerBound].utf8.count
        decoder.decode(bytes.span.bytes.extracting(0..<cut), into: &before)
        var after = Correlator(tables: tables, options: options)
        for change in before.takeChanges() {
            let isRestored = after.restore(try #require(change.record))
            #expect(isRestored)
        }
        decoder.decode(bytes.span.bytes.extracting(cut..<bytes.count), into: &after)
        let ended = after.counters.callsEnded
        #expect(ended == 1)
        let broken = after.counters.brokenClaims
        #expect(broken == 0)
    }
}
