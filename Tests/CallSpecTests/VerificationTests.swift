import CallSpec
import Foundation
import Testing

@Suite("What is proven of a spec, and how a broken one is told of")
struct VerificationTests {
    /// One way to break the spec, and the shortest story that shows it.
    struct Breakage: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// What to exchange, one after the other.
        var edits: [(find: String, replace: String)]
        /// The invariant that is broken.
        var breaks: String
        /// The events that break it.
        var story: [String]
        /// What is wrong in the end.
        var fault: String
    }

    static let spec =
        (try? String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "spec/calls.json"), encoding: .utf8)) ?? ""

    static let breakages = [
        Breakage(
            testDescription: "a call that loses its last channel stays where it is",
            edits: [(#"{ "from": "talking", "on": "over", "to": "ended","#, #"{ "from": "talking", "on": "over","#)],
            breaks: "way_out", story: ["Newchannel", "DialEnd", "Hangup"],
            fault: "the call's last channel is gone, and it is in the state 'talking' for ever"),
        Breakage(
            testDescription: "the end is told twice",
            edits: [
                (
                    #"{ "set": { "call.outcome": "busy" } },\#n        { "emit": "hungup" }"#,
                    #"{ "set": { "call.outcome": "busy" } },\#n        { "emit": "hungup" }, { "emit": "hungup" }"#
                )
            ],
            breaks: "one_end", story: ["Newchannel", "DialEnd", "Hangup"],
            fault: "'hungup' is sent after 'hungup'"),
        Breakage(
            testDescription: "one way to end says nothing",
            edits: [
                (
                    #"{ "set": { "call.outcome": "cancelled" } },\#n        { "emit": "hungup" }"#,
                    #"{ "set": { "call.outcome": "cancelled" } }"#
                )
            ],
            breaks: "one_end", story: ["Newchannel", "DialEnd", "Hangup"],
            fault: "the call ends without 'hungup'"),
        Breakage(
            testDescription: "a call is answered again",
            edits: [
                (
                    #"{ "call.queued": false, "call.to": "$peer.party" } }] }"#,
                    #"{ "call.queued": false, "call.to": "$peer.party" } }, { "emit": "answered" }] }"#
                )
            ],
            breaks: "once", story: ["Newchannel", "Newchannel", "DialEnd", "DialEnd"],
            fault: "'answered' is sent twice"),
        Breakage(
            testDescription: "what was not held is resumed",
            edits: [(#""where": { "channel.on_hold": true } }"#, #""where": { "channel.helper": false } }"#)],
            breaks: "way_back", story: ["Newchannel", "Unhold", "the timer 'resume'"],
            fault: "'resumed' is sent without a 'held' before it"),
        Breakage(
            testDescription: "a state that nothing leads out of",
            edits: [
                (#""ended": { "about""#, #""limbo": { "about": "Stuck." }, "ended": { "about""#),
                (
                    #"{ "from": "*", "on": "conference_entered","#,
                    #"{ "from": "placed", "on": "conference_entered", "to": "limbo","#
                ),
            ],
            breaks: "way_out", story: ["Newchannel", "ConfbridgeJoin", "Hangup"],
            fault: "the call's last channel is gone, and it is in the state 'limbo' for ever"),
        Breakage(
            testDescription: "a timer that is heard after the end",
            edits: [
                (
                    #"{ "from": "*", "on": ["transfer_goes_on", "transfer_stands", "transfer_comes_to_nothing"],\#n      "when": { "call.transferring": true },"#,
                    #"{ "from": ["placed", "served", "ringing", "talking", "ended"], "on": ["transfer_goes_on", "transfer_stands"],"#
                )
            ],
            breaks: "one_end", story: ["Newchannel", "BlindTransfer", "Hangup", "the timer 'transfer'"],
            fault: "'transferred' is sent after 'hungup'"),
        Breakage(
            testDescription: "what was told of plumbing has no end",
            edits: [(#", "call.messages": 0 }, "to": "ended" }"#, #" }, "to": "ended" }"#)],
            breaks: "one_end", story: ["Newchannel", "BlindTransfer", "Hangup"],
            fault: "the call ends without 'hungup'"),
    ]

    static func program(_ text: String) throws -> CallProgram {
        try #require(SpecificationCompiler.resolve(Array(text.utf8)).program)
    }

    @Test("All that the spec claims is proven, for three channels and two calls at a time")
    func whole() throws {
        let verifier = Verifier(try Self.program(Self.spec))
        #expect(verifier.claims.count == 9)
        for claim in verifier.claims {
            let result = verifier.verify(claim)
            guard case .proven = result.verdict else {
                Issue.record("\(claim.name), \(result.claim): \(result.verdict)")
                continue
            }
            #expect(result.states > 40 && result.transitions > 1000)
        }
    }

    @Test("A broken spec is told of by the shortest story", arguments: breakages)
    func broken(_ breakage: Breakage) throws {
        var text = Self.spec
        for edit in breakage.edits {
            guard let range = text.range(of: edit.find) else {
                Issue.record("the spec has no \(edit.find)")
                return
            }
            text.replaceSubrange(range, with: edit.replace)
        }
        let verifier = Verifier(try Self.program(text), limits: .init(channels: 2, calls: 2))
        let stories = verifier.claims.filter { $0.name == breakage.breaks }.compactMap { claim -> Story? in
            if case .broken(let story) = verifier.verify(claim).verdict { story } else { nil }
        }
        let story = try #require(stories.first)
        #expect(story.steps.count == breakage.story.count, "\(story.lines.joined(separator: "\n"))")
        for (step, event) in zip(story.steps, breakage.story) { #expect(step.title.hasPrefix(event)) }
        #expect(story.fault == breakage.fault)
        #expect(!story.isLoose && !story.hasRollCall)
    }

    @Test("A story is a capture: each event with its channels, calls and time")
    func capture() throws {
        let breakage = Self.breakages[4]
        let text = Self.spec.replacing(breakage.edits[0].find, with: breakage.edits[0].replace)
        let verifier = Verifier(try Self.program(text))
        let claim = try #require(verifier.claims.first { $0.name == "way_back" })
        guard case .broken(let story) = verifier.verify(claim).verdict else {
            Issue.record("nothing was found")
            return
        }
        let events = story.capture.components(separatedBy: "\r\n\r\n").map { $0.components(separatedBy: "\r\n") }
        #expect(events[0].first == "Asterisk Call Manager/11.0.0")
        #expect(events[0].contains("Event: Newchannel"))
        for header in ["Channel: PJSIP/101-00000010", "Uniqueid: 1800000000.10", "Linkedid: 1800000000.10"] {
            #expect(events[0].contains(header) && events[1].contains(header))
        }
        #expect(events[1].first == "Event: Unhold")
        // The timer's end is told by the time of an event about nobody.
        let times = events.joined().compactMap { $0.hasPrefix("Timestamp: ") ? Double($0.dropFirst(11)) : nil }
        #expect(times.count == 3)
        #expect(times[1] > times[0] && times[2] > times[1] + 0.3)
    }

    /// What is wrong with an invariant, and what must be said of it.
    static let mistakes = [
        (#""ends_with": "hungup""#, #""ends_with": "hungp""#, "there is no message 'hungp'; did you mean 'hungup'?"),
        (
            #""at_most_once": ["#, #""at_most_onc": ["#,
            "an invariant has no 'at_most_onc'; did you mean 'at_most_once'?"
        ),
        (#""ends_with": "hungup","#, "", "an invariant claims something"),
        (#""resumed": "held""#, #""resumed": "hold""#, "there is no message 'hold'; did you mean 'held'?"),
        (#""resumed": "held""#, #""held": "held""#, "no message can come after itself only"),
        (#""ends_with": "hungup""#, #""ends_with": "pbx_user_event""#, "is about no call, so no call can owe it"),
        (#"{ "call.adopted": true }]"#, #"{ "call.adoptd": true }]"#, "did you mean 'adopted'?"),
        (
            #"{ "call.adopted": true }]"#, #"{ "channel.helper": true }]"#,
            "'channel.helper' can't be known in invariant 'rings_first'"
        ),
    ]

    @Test("A mistake in an invariant is an error at its place", arguments: mistakes)
    func mistaken(_ find: String, _ replace: String, _ says: String) throws {
        let range = try #require(Self.spec.range(of: find))
        let text = Self.spec.replacingCharacters(in: range, with: replace)
        let errors = SpecificationCompiler.resolve(Array(text.utf8)).diagnostics.map(\.message)
        #expect(errors.contains { $0.contains(says) }, "said: \(errors)")
    }
}
