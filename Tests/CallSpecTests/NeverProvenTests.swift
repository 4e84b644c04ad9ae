import CallSpec
import Testing

/// Small specs that break a claim of theirs: none may be called proven, and the runtime must bear the story out.
@Suite("What is false is never proven")
struct NeverProvenTests {
    /// A spec around what matters.
    static func program(
        facts: String = "", timers: String = "", triggers: String, transitions: String, messages: String = "",
        assumptions: String = "", invariants: String
    ) throws -> CallProgram {
        let text = """
            {
              "ami": {
                "time": "Timestamp", "channel": { "id": "Uniqueid", "name": "Channel", "call": "Linkedid" },
                "nothing": ["<unknown>"],
                "events": {
                  "Newchannel": { "class": "call", "channel": "begins" },
                  "Newstate": { "class": "call", "channel": "mentions", "headers": ["Digit", "Text"] },
                  "Hold": { "class": "call", "channel": "mentions" },
                  "Unhold": { "class": "call", "channel": "mentions" },
                  "Hangup": { "class": "call", "channel": "ends" }
                }
              },
              "facts": { "call": { "seen": { "type": "flag", "about": "x" } \(facts) }, "channel": {} },
              "timers": { \(timers) },
              "triggers": {
                "begun": { "about": "x", "on": "Newchannel" }, "held": { "about": "x", "on": "Hold" },
                "over": { "about": "x", "on": "@last_channel_ended" },
                "moved": { "about": "x", "on": "@last_channel_moved" }
                \(triggers)
              },
              "states": { "placed": { "about": "x" }, "ended": { "about": "x", "final": true } },
              "transitions": [
                { "from": "placed", "on": ["over", "moved"], "to": "ended", "do": [{ "emit": "hungup" }] }
                \(transitions)
              ],
              "messages": {
                "hungup": { "description": "x" }, "good": { "description": "x" }, "bad": { "description": "x" } \(messages)
              },
              "assumptions": { \(assumptions) },
              "invariants": { "claim": { "about": "x", \(invariants) } },
              "causes": { "none": { "code": 0, "description": "x" } }
            }
            """
        let result = SpecificationCompiler.resolve(Array(text.utf8))
        return try #require(result.program, "\(result.diagnostics.map(\.message))")
    }

    /// The story that breaks the last of a spec's claims, in which the runtime is seen to break it, too.
    private func story(_ program: CallProgram, channels: Int = 2) throws -> Story {
        let verifier = Verifier(program, limits: .init(channels: channels, calls: channels))
        let claim = try #require(verifier.claims.last)
        guard case .broken(let story) = verifier.verify(claim).verdict else {
            Issue.record("it was not found to be broken")
            throw CancellationError()
        }
        let replay = StoryReplay(story, program)
        #expect(!story.isLoose, "\(story.lines)")
        #expect(replay.bearsOut(story, claim.claim, program), "\(story.lines) but told: \(replay.told)")
        #expect(replay.breaks(claim.claim, program) != false, "\(story.lines) but told: \(replay.told)")
        return story
    }

    private func isProven(_ program: CallProgram) throws -> Bool {
        let verifier = Verifier(program, limits: .init(channels: 2, calls: 2))
        guard case .proven = verifier.verify(try #require(verifier.claims.last)).verdict else { return false }
        return true
    }

    private static let needsGood = #""only_after": { "bad": "good" }"#

    @Test("of more timers than a byte has bits", arguments: [8, 9, 20])
    func timers(_ count: Int) throws {
        let timers = (1...count).map { #""t\#($0)": { "about": "x", "milliseconds": \#($0 * 100) }"# }
        let ends = (1...count).map { #", "end\#($0)": { "about": "x", "on": "@timer.t\#($0)" }"# }
        let starts = (1...count).map { #""t\#($0)""# }.joined(separator: ", ")
        let messages = (1..<count).map { #", "m\#($0)": { "description": "x" }"# }
        let told = (1..<count).map { #", { "from": "*", "on": "end\#($0)", "do": [{ "emit": "m\#($0)" }] }"# }
        let program = try Self.program(
            timers: timers.joined(separator: ", "), triggers: ends.joined(),
            transitions: #", { "from": "*", "on": "begun", "do": [{ "start": [\#(starts)] }] }"# + told.joined()
                + #", { "from": "*", "on": "end\#(count)", "do": [{ "emit": "bad" }] }"#,
            messages: messages.joined(), invariants: Self.needsGood)
        #expect(try story(program).steps.count == 2)
    }

    @Test("of a header that is there and no number")
    func headerThatIsNoNumber() throws {
        let program = try Self.program(
            facts: #", "key": { "type": "number", "about": "x" }"#,
            triggers: #", "digit": { "about": "x", "on": "Newstate", "where": { "Digit": { "not": null } } }"#,
            transitions: #"""
                , { "from": "*", "on": "digit", "do": [{ "set": { "call.key": "$Digit", "call.seen": true } }] }
                , { "from": "*", "on": "held", "when": { "call.seen": true, "call.key": null }, "do": [{ "emit": "bad" }] }
                """#,
            invariants: Self.needsGood)
        let story = try story(program)
        #expect(story.steps.map { String($0.title.prefix { $0 != "," }) } == ["Newchannel", "Newstate", "Hold"])
    }

    /// A number that grows by one at each hold, and never beyond 2.
    private static func growing(_ condition: String) throws -> CallProgram {
        try program(
            facts: #", "few": { "type": "number", "about": "x", "between": [0, 2] }"#, triggers: "",
            transitions: #"""
                , { "from": "*", "on": "held", "when": { "call.few": \#(condition) }, "do": [{ "emit": "bad" }] }
                , { "from": "*", "on": "held", "do": [{ "add": { "call.few": 1 } }] }
                """#,
            invariants: needsGood)
    }

    @Test("of a number that is set out of its bounds, and one that grows up to them")
    func bounds() throws {
        let program = try Self.program(
            facts: #", "few": { "type": "number", "about": "x", "between": [0, 2] }"#,
            triggers: #", "seven": { "about": "x", "on": "Newstate", "where": { "Digit": "7" } }"#,
            transitions: #"""
                , { "from": "*", "on": "seven", "do": [{ "set": { "call.few": "$Digit", "call.seen": true } }] }
                , { "from": "*", "on": "held", "when": { "call.seen": true, "call.few": null }, "do": [{ "emit": "bad" }] }
                """#,
            invariants: Self.needsGood)
        #expect(try story(program).steps.count == 3)
        #expect(try story(Self.growing("2")).steps.count == 4)
        #expect(try isProven(Self.growing(#"{ "at_least": 3 }"#)))
    }

    @Test("of a party that is made of its own parts")
    func party() throws {
        let program = try Self.program(
            facts: #", "who": { "type": "party", "about": "x" }"#,
            triggers: #", "named": { "about": "x", "on": "Newstate", "where": { "Text": { "not": null } } }"#,
            transitions: #"""
                , { "from": "*", "on": "named", "do": [
                    { "set": { "call.who": { "extension": "$Text" } } },
                    { "set": { "call.who": { "extension": "$call.who.name", "name": "$call.who.extension" } } }] }
                , { "from": "*", "on": "held", "when": { "call.who.name": { "not": null } }, "do": [{ "emit": "bad" }] }
                """#,
            invariants: Self.needsGood)
        #expect(try story(program).steps.count == 3)
    }

    @Test("however many different numbers are asked for")
    func manyNumbers() throws {
        let facts = (0..<13).map { #", "key\#($0)": { "type": "number", "about": "x" }"# }
        let sets = (0..<13).map { #""call.key\#($0)": "$Digit""# }
        let rules = (1...260).map { number in
            #", { "from": "*", "on": "held", "when": { "call.key\#(number % 13)": \#(number) }, "#
                + #""do": [{ "emit": "\#(number == 260 ? "bad" : "good")" }] }"#
        }
        let program = try Self.program(
            facts: facts.joined(), triggers: #", "digit": { "about": "x", "on": "Newstate" }"#,
            transitions: #", { "from": "*", "on": "digit", "do": [{ "set": { \#(sets.joined(separator: ", ")) } }] }"#
                + rules.reversed().joined(),
            invariants: Self.needsGood)
        let story = try story(program, channels: 1)
        #expect(story.steps.count == 3)
        #expect(story.capture.contains("Digit: 260\r\n"))
    }

    // MARK: The language of claims

    /// A call of which an event makes a message, or two.
    private static func claims(_ invariants: String, assumptions: String = "") throws -> CallProgram {
        try program(
            triggers: #", "unheld": { "about": "x", "on": "Unhold" }"#,
            transitions: #"""
                , { "from": "*", "on": "held", "do": [{ "set": { "call.seen": true } }, { "emit": "good" }] }
                , { "from": "*", "on": "unheld", "do": [{ "emit": "bad" }] }
                """#,
            messages: #", "told": { "description": "x", "state": "waiting" }"#,
            assumptions: assumptions, invariants: invariants)
    }

    /// What is claimed, and the events that break it; none where it holds.
    static let orders: [(String, [String])] = [
        (#""only_after": { "bad": "good" }"#, ["Newchannel", "Unhold"]),
        (#""preceded": { "bad": "good" }"#, ["Newchannel", "Unhold"]),
        (#""preceded": { "hungup": ["bad", "good"] }, "unless": { "call.seen": false }"#, []),
        (#""never_after": { "bad": "good" }"#, ["Newchannel", "Hold", "Unhold"]),
        (#""never_after": { "bad": ["good", "hungup"] }, "unless": { "call.seen": true }"#, []),
        (#""never_after": { "good": "hungup" }"#, []),
        (#""followed_by": { "good": "bad" }"#, ["Newchannel", "Hold", "Hangup"]),
        (#""followed_by": { "good": ["bad", "hungup"] }"#, []),
        (#""always": { "bad": { "call.seen": true } }"#, ["Newchannel", "Unhold"]),
        (#""always": { "good": { "call.seen": true } }"#, []),
        (
            #""always": { "*": [{ "call.seen": true }, { "call.channels": { "at_least": 1 } }] }"#,
            ["Newchannel", "Hangup"]
        ),
    ]

    @Test("of what is claimed of messages and facts", arguments: orders)
    func claimed(_ invariant: String, _ events: [String]) throws {
        let program = try Self.claims(invariant)
        if events.isEmpty {
            #expect(try isProven(program))
        } else {
            #expect(try story(program).steps.map { String($0.title.prefix { $0 != "," }) } == events)
        }
    }

    @Test("of one that is enough, where one that is used up is not")
    func oneIsEnough() throws {
        let once =
            #""on": "held", "when": { "call.seen": false }, "do": [{ "set": { "call.seen": true } }, { "emit": "good" }]"#
        func program(_ claim: String) throws -> CallProgram {
            try Self.program(
                triggers: #", "unheld": { "about": "x", "on": "Unhold", "where": { "call.seen": true } }"#,
                transitions:
                    #", { "from": "*", \#(once) }, { "from": "*", "on": "unheld", "do": [{ "emit": "bad" }] }"#,
                invariants: claim)
        }
        #expect(try isProven(program(#""preceded": { "bad": "good" }"#)))
        #expect(try story(program(#""only_after": { "bad": "good" }"#)).steps.count == 4)
    }

    @Test("of the word that the retained state says")
    func retainedState() throws {
        func program(_ claim: String) throws -> CallProgram {
            try Self.program(
                triggers: #", "unheld": { "about": "x", "on": "Unhold" }"#,
                transitions: #"""
                    , { "from": "*", "on": "held", "do": [{ "emit": "waits" }] }
                    , { "from": "*", "on": "unheld", "do": [{ "emit": "bad" }] }
                    """#,
                messages: #", "waits": { "description": "x", "state": "waiting" }"#, invariants: claim)
        }
        #expect(try isProven(program(#""always": { "waits": { "call.state": "waiting" } }"#)))
        #expect(try story(program(#""always": { "bad": { "call.state": { "not": "waiting" } } }"#)).steps.count == 3)
    }

    @Test("of stories that are taken not to be")
    func assumed() throws {
        let assumption = #""holds_first": { "about": "x", "only_after": { "Unhold": "Hold" } }"#
        #expect(try isProven(Self.claims(#""only_after": { "bad": "good" }"#, assumptions: assumption)))
        let never = #""rests": { "about": "x", "never_after": { "Unhold": "Hold" } }"#
        #expect(try isProven(Self.claims(#""never_after": { "bad": "good" }"#, assumptions: never)) == false)
        let one = #""one": { "about": "x", "preceded": { "Unhold": "Hold" } }"#
        #expect(try isProven(Self.claims(#""preceded": { "bad": "good" }"#, assumptions: one)) == false)
    }
}
