import TestSupport
import Testing

/// These build: a check of a change runs them by themselves, after everything else.
@Suite("A change of the spec", .serialized)
struct SpecChangeTests {
    /// Replaces something that must be there.
    private func replace(_ old: String, _ new: String, in text: inout String) throws {
        try #require(text.contains(old), "the spec has no \(old) any more; change the test with it")
        text = text.replacing(old, with: new)
    }

    private func expected(of recording: String) -> [String] {
        read(file: Checkout.file("Fixtures/22/\(recording).expected.jsonl")).split(separator: "\n").map(String.init)
    }

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

    @Test("changes what the daemon says: a message renamed, a cause changed, an event and a state added")
    func behaves() async throws {
        let copy = try await PackageCopy()
        var spec = copy.spec

        try replace(#""emit": "ringing""#, #""emit": "alerting""#, in: &spec)
        try replace(
            #""ringing": { "description": "The phone is ringing""#, #""alerting": { "description": "A bell is heard""#,
            in: &spec)
        try replace(#""user_busy""#, #""engaged""#, in: &spec)
        try replace("The line is busy", "Somebody else is on the line", in: &spec)

        try replace(#""events": {"#, #""events": { "DTMFEnd": { "class": "dtmf", "channel": "mentions" },"#, in: &spec)
        try replace(
            #""triggers": {"#, #""triggers": { "key_pressed": { "about": "A key was pressed.", "on": "DTMFEnd" },"#,
            in: &spec)
        try replace(
            #""talking": { "about""#, #""keyed": { "about": "Keys are pressed." }, "talking": { "about""#, in: &spec)
        try replace(#""ringing", "talking"]"#, #""ringing", "talking", "keyed"]"#, in: &spec)
        try replace(#""from": "talking""#, #""from": ["talking", "keyed"]"#, in: &spec)
        try replace(
            #""transitions": ["#,
            #"""
            "transitions": [
              { "from": "talking", "on": "key_pressed", "to": "keyed", "do": [{ "emit": "first_key" }] },
            """#, in: &spec)
        try replace(
            #""messages": {"#,
            #"""
            "messages": { "first_key": { "description": "The first key was pressed",
              "fields": { "timestamp": { "about": "When.", "value": "$now" }, "sequence": { "about": "1, 2, 3 …", "value": "$sequence" } } },
            """#, in: &spec)
        copy.spec = spec
        try await copy.build()

        func changed(_ line: String) -> String {
            line.replacing("/ringing {", with: "/alerting {").replacing(
                #""event":"ringing""#, with: #""event":"alerting""#
            )
            .replacing(":ringing:", with: ":alerting:").replacing("The phone is ringing", with: "A bell is heard")
            .replacing(#""cause":"user_busy""#, with: #""cause":"engaged""#)
            .replacing("The line is busy", with: "Somebody else is on the line")
        }
        let busy = expected(of: "busy-after-ringing")
        #expect(busy.contains { $0.contains("user_busy") } && busy.contains { $0.contains("/ringing ") })
        #expect(try await copy.told(of: "busy-after-ringing") == busy.map(changed))

        let keyed = try await copy.told(of: "blind-by-caller-dtmf")
        let keys = keyed.filter { $0.contains("/first_key {") }
        // More keys than one were pressed; the state is another one after the first.
        #expect(keys.count == 1)
        #expect(keys.first?.contains(#""description":"The first key was pressed""#) == true)
        // The rest is told as before, but for how many messages came before.
        func uncounted(_ line: String) -> String { line.replacing(/"sequence":[0-9]+/, with: "") }
        #expect(
            keyed.filter { !keys.contains($0) }.map(uncounted)
                == expected(of: "blind-by-caller-dtmf").map { uncounted(changed($0)) })
    }
}
