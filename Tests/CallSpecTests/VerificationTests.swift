import AMI
import CallSpec
import Correlator
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

    /// What is broken on purpose: a spec of calls that stays as it is, so that a story stays the shortest one.
    static let spec = text("Tests/CallSpecTests/Reference/proven.json")

    private static func text(_ path: String) -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }

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
            testDescription: "what was told of plumbing has no end",
            edits: [(#", "call.messages": 0 }, "to": "ended" }"#, #" }, "to": "ended" }"#)],
            breaks: "one_end", story: ["Newchannel", "BlindTransfer", "Hangup"],
            fault: "the call ends without 'hungup'"),
    ]

    static func program(_ text: String) throws -> CallProgram {
        try #require(SpecificationCompiler.resolve(Array(text.utf8)).program)
    }

    /// For three channels and two calls `tools/test` proves it, by a generator that is built for speed.
    @Test("All that the spec claims is proven, for one channel at a time")
    func whole() throws {
        let verifier = Verifier(try Self.program(Self.text("spec/calls.json")), limits: .init(channels: 1, calls: 1))
        let statements = verifier.claims.map { claim in
            if case .always(let requirements) = claim.claim { requirements.count } else { 1 }
        }
        #expect(statements.reduce(0, +) > 20)
        for claim in verifier.claims {
            let result = verifier.verify(claim)
            guard case .proven = result.verdict else {
                Issue.record("\(claim.name), \(result.claim): \(result.verdict)")
                continue
            }
            #expect(result.states > 1 && result.transitions > 10)
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
        let program = try Self.program(text)
        let verifier = Verifier(program, limits: .init(channels: 2, calls: 1))
        let found = verifier.claims.filter { $0.name == breakage.breaks }.lazy.compactMap {
            claim -> (CallProgram.Invariant, Story)? in
            if case .broken(let story) = verifier.verify(claim).verdict { (claim, story) } else { nil }
        }
        let (claim, story) = try #require(found.first)
        #expect(story.steps.count == breakage.story.count, "\(story.lines.joined(separator: "\n"))")
        for (step, event) in zip(story.steps, breakage.story) { #expect(step.title.hasPrefix(event)) }
        #expect(story.fault == breakage.fault)
        #expect(!story.isLoose && !story.hasRollCall)
        let replay = StoryReplay(story, program)
        #expect(replay.bearsOut(story, claim.claim, program), "the runtime told \(replay.told)")
        #expect(replay.breaks(claim.claim, program) != false, "the runtime told \(replay.told)")
    }

    @Test("A timer ends with its call, and nothing is told of it afterwards")
    func lateTimer() throws {
        let text = Self.spec.replacing(
            #"{ "from": "*", "on": ["transfer_goes_on", "transfer_stands", "transfer_comes_to_nothing"],\#n      "when": { "call.transferring": true },"#,
            with:
                #"{ "from": ["placed", "served", "ringing", "talking", "ended"], "on": ["transfer_goes_on", "transfer_stands"],"#
        )
        let program = try Self.program(text)
        let verifier = Verifier(program, limits: .init(channels: 1, calls: 1))
        let claims = verifier.claims.filter { $0.name == "one_end" }
        #expect(!claims.isEmpty && text != Self.spec)
        for claim in claims {
            guard case .proven = verifier.verify(claim).verdict else {
                Issue.record("\(verifier.verify(claim).verdict)")
                continue
            }
        }
        let channel = "Channel: PJSIP/21-00000001\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n"
        let transferer = channel.split(separator: "\r\n").map { "Transferer\($0)\r\n" }.joined()
        let capture = """
            Asterisk Call Manager/11.0.0\r
            Event: Newchannel\r
            ChannelStateDesc: Ring\r
            \(channel)CallerIDNum: 21\r
            Exten: 22\r
            \r
            Event: BlindTransfer\r
            Result: Success\r
            \(transferer)Extension: 23\r
            \r
            Event: Hangup\r
            \(channel)Cause: 16\r
            \r

            """
        var correlator = Correlator(tables: program.tables)
        var decoder = AMIDecoder()
        decoder.decode(Array(capture.utf8).span.bytes, into: &correlator)
        let (ended, patience) = (correlator.counters.callsEnded, correlator.untilDeadline(at: .init(microseconds: 0)))
        #expect(ended == 1 && patience != nil)
        correlator.advance(to: Timestamp(microseconds: 1_000_000_000))
        #expect(correlator.takeEvents().filter { !$0.retain }.map { "\($0.name) of \($0.callID)" } == ["hungup of 1.1"])
    }

    @Test("A story is a capture: each event with its channels, calls and time")
    func capture() throws {
        let breakage = Self.breakages[4]
        let text = Self.spec.replacing(breakage.edits[0].find, with: breakage.edits[0].replace)
        let verifier = Verifier(try Self.program(text), limits: .init(channels: 2, calls: 1))
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
        (#""ends_with": "hungup","#, "", "an invariant needs a claim"),
        (#""resumed": "held""#, #""resumed": "hold""#, "there is no message 'hold'; did you mean 'held'?"),
        (#""resumed": "held""#, #""held": "held""#, "no message can come after itself only"),
        (#""ends_with": "hungup""#, #""ends_with": "pbx_user_event""#, "is about no call, so no call can require it"),
        (#"{ "call.adopted": true }]"#, #"{ "call.adoptd": true }]"#, "did you mean 'adopted'?"),
        (#"{ "call.adopted": true }] },"#, #"{}] },"#, "'unless' is empty, so it always holds"),
        (
            #""always": { "answered": { "call.queued": false } }"#, #""always": { "answered": [] }"#,
            "what must hold at 'answered' asks for nothing"
        ),
        (
            #""followed_by": { "queued": ["#, #""followed_by": { "queued": ["queued", "#,
            "a message can't follow from itself"
        ),
        (#""never_after": { "hungup": "answered" }"#, #""never_after": {}"#, "'never_after' says nothing"),
        (
            #"{ "from": "*", "on": "caller_on_trunk","#,
            #"{ "from": "*", "on": "caller_on_trunk", "when": { "call.state": "ringing" },"#,
            "only an invariant can ask for 'call.state'"
        ),
        (
            #""call.outcome": "busy" } },"#, #""call.own_code": 200 } },"#,
            "'call.own_code' is between 0 and 127, so it is never 200"
        ),
        (
            #"{ "call.adopted": true }]"#, #"{ "channel.helper": true }]"#,
            "'channel.helper' is not known in invariant 'rings_first'"
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
