import CallSpec
import Foundation
import TestSupport
import Testing

/// What would be taken, and then be silent or wrong while calls go on.
@Suite("A mistake that would be heard of at run time only is refused", .timeLimit(.minutes(5)))
struct RefusedSpecTests {
    /// Who can see a mistake: some need to know what is declared elsewhere.
    enum Seen: Sendable { case byBoth, byCheckerAlone }

    /// One mistake, and what must be said of it.
    struct Mistake: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var find: String
        var replace: String
        var says: String
        var seen: Seen
        /// The spec with the mistake, and the lines where it is.
        var spec: (text: String, lines: ClosedRange<Int>)? {
            guard let range = BrokenSpecTests.spec.range(of: find) else { return nil }
            let text = BrokenSpecTests.spec.replacingCharacters(in: range, with: replace)
            let first = BrokenSpecTests.spec[..<range.lowerBound].count { $0.isNewline } + 1
            return (text, first...(first + replace.count { $0.isNewline }))
        }

        init(_ what: String, _ find: String, _ replace: String, _ says: String, _ seen: Seen = .byBoth) {
            (testDescription, self.find, self.replace, self.says, self.seen) = (what, find, replace, says, seen)
        }
    }

    private static let served = #""from": "placed", "to": "served""#
    private static let event = #"{ "emit": "user_event" }"#
    private static let topic = #""topic": "event/{UserEvent}""#
    private static let pickedUp = #""picked_up": { "description""#
    private static let from = #""value": "$call.from" }"#
    private static let numberless = #""call.from.extension": null }, "do": "take_number""#
    private static let originating = #""call.originating": true, "peer.helper""#

    private static let eachRings =
        #""where": { "channel.rings": true, "channel.rang": false }"#

    static let channels = [
        Mistake(
            "of each channel another one", eachRings, #""where": { "peer.rings": true }"#,
            "of each channel, only itself and its call are", .byCheckerAlone),
        Mistake(
            "each channel in another call", #""do": { "set": { "channel.rang": true }, "emit""#,
            #""do": { "merge": "bridge", "set": { "channel.rang": true }, "emit""#, "channels change their calls here",
            .byCheckerAlone),
        Mistake(
            "each channel of each channel", #""do": { "set": { "channel.rang": true }, "emit""#,
            #""do": { "each_channel": { "do": { "stop": "cancel" } }, "set": { "channel.rang": true }, "emit""#,
            "'each_channel' stands in another one", .byCheckerAlone),
        Mistake(
            "lines of no message", #"{ "emit": "missed", "for_each_line""#, #"{ "for_each_line""#,
            "'for_each_line' belongs to an 'emit'"),
        Mistake(
            "a number with lines", #""append": { "call.phones_that_rang""#, #""append": { "call.open_dials""#,
            "only texts get lines", .byCheckerAlone),
        Mistake(
            "a message that says another again, and more", #""repeats": "hungup","#,
            #""repeats": "hungup", "fields": { "more": { "value": "$now" } },"#, "so it has no fields of its own",
            .byCheckerAlone),
        Mistake(
            "a claim of each channel about what is sent of none",
            #""followed_by": { "phone_ringing": "phone_stopped" }"#,
            #""followed_by": { "phone_ringing": "hungup" }"#, "which this claims of each channel", .byCheckerAlone),
        Mistake(
            "a claim of each channel about the call", #""followed_by": { "phone_ringing": "phone_stopped" }"#,
            #""ends_with": "hungup""#, "'of_each' has to be 'call' here", .byCheckerAlone),
    ]

    static let transitions = [
        Mistake(
            "all states and one of them", served, #""from": ["*", "served"], "to": "served""#,
            "'*' stands alone"),
        Mistake("no states", served, #""from": [], "to": "served""#, "'from' is an empty list"),
        Mistake(
            "a state twice", served, #""from": ["placed", "placed"], "to": "served""#,
            "'placed' is listed twice"),
        Mistake(
            "no events", #""on": { "@last_channel_lost": {}, "Shutdown": {} }"#, #""on": {}"#, "'on' names no event"),
        Mistake(
            "a case from elsewhere", #"{ "from": "quiet", "do": ["ring", "peer_answers"] }"#,
            #"{ "from": "talking", "do": ["ring", "peer_answers"] }"#,
            "the transition around this case does not start from 'talking'", .byCheckerAlone),
        Mistake(
            "no cases", #""cases": [{ "from": "quiet", "do": ["ring", "peer_answers"] }, "#, #""cases": [], "x": ["#,
            "'cases' is an empty list"),
        Mistake(
            "a group of states as what is led to", #""to": "ringing", "do": "ring""#, #""to": "quiet", "do": "ring""#,
            "'quiet' is a group of states", .byCheckerAlone),
        Mistake(
            "a group of triggers that does something", #""DialStatus": { "not": "ANSWER" }, "Forward": null }, "#,
            #""DialStatus": { "not": "ANSWER" }, "Forward": null }, "do": "ring", "#,
            "a group of triggers does nothing itself"),
        Mistake(
            "a trigger of a group that is made of something else", #""where": { "call.open_dials": 0 }"#,
            #""on": "DialEnd", "where": { "call.open_dials": 0 }"#, "the group around 'dialled_again' says 'on' what",
            .byCheckerAlone),
        Mistake(
            "a group of no triggers", #""own_leg_dials": true }, "triggers": {"#,
            #""own_leg_dials": true }, "triggers": {}, "x": {"#, "a group of triggers needs at least one"),
        Mistake(
            "nothing done on entering", #""enter": { "set": { "call.silent": true } }"#, #""enter": []"#,
            "'enter' is an empty list"),
        Mistake(
            "actions that stand for themselves", #""ring": [{"#, #""ring": ["ring", {"#, "'ring' stands for itself",
            .byCheckerAlone),
        Mistake(
            "a name that something else has", #""own_dial_over": {"#, #""own_dial_begins": {"#,
            "'own_dial_begins' already names something else", .byCheckerAlone),
        Mistake("an action that does nothing", event, "[{}]", "this action is empty"),
        Mistake("nothing set", event, #"[{ "set": {} }]"#, "'set' names no fact"),
        Mistake("nothing cleared", event, #"[{ "clear": [] }]"#, "'clear' is an empty list"),
        Mistake(
            "two moments of a message", event, #"[{ "emit": "user_event", "at": ["$now", "$call.rang_at"] }]"#,
            "'at' is one moment"),
        Mistake("a moment of nothing", event, #"[{ "at": "$now" }]"#, "'at' dates an 'emit'"),
        Mistake(
            "a moment that is a text", event, #"[{ "emit": "user_event", "at": "now" }]"#, "expected a time"),
        Mistake(
            "a '$' before what is set", event, #"[{ "set": { "$call.dials": 1 } }]"#, "write 'call.dials'"),
        Mistake(
            "a header that is set", event, #"[{ "set": { "Queue": "x" } }]"#, "'Queue' can't be set"),
        Mistake(
            "a party added", event, #"[{ "add": { "call.dials": "$call.from" } }]"#,
            "'call.from' is a party; a number is expected", .byCheckerAlone),
        Mistake(
            "a flag added", event, #"[{ "add": { "call.dials": "$call.adopted" } }]"#,
            "'call.adopted' is a flag; a number is expected", .byCheckerAlone),
        Mistake(
            "a default of what is never unknown", event, #"[{ "default": { "call.queued": true } }]"#,
            "'call.queued' is false from the start", .byCheckerAlone),
        Mistake(
            "words of another fact", event, #"[{ "set": { "call.outcome": "$call.transfer" } }]"#,
            "'call.transfer' has other words: blind, attended", .byCheckerAlone),
        Mistake(
            "a number that can't be", event, #"[{ "set": { "call.own_code": 200 } }]"#,
            "'call.own_code' is between 0 and 127, so it is never 200", .byCheckerAlone),
        Mistake(
            "what its trigger rules out", #""when": { "DialStatus": "ANSWER" }, "to": "served""#,
            #""when": { "Uniqueid": { "digits": true } }, "to": "served""#,
            "its 'when' asks of 'Uniqueid' what the trigger 'originate_over'", .byCheckerAlone),
    ]

    static let values = [
        Mistake("an empty object", from, #""value": {} }"#, "an empty object is no value"),
        Mistake("an empty list", from, #""value": [] }"#, "an empty list is no value"),
        Mistake(
            "two kinds of value in one", from, #""value": { "extension": "$call.sent_to", "ago": "$call.sent_to" } }"#,
            "'ago' stands alone in a value"),
        Mistake(
            "a value that stands for itself", #""end_cause": {"#, #""end_cause": { "cause_of": "$end_cause" }, "x": {"#,
            "the value 'end_cause' stands for itself", .byCheckerAlone),
        Mistake(
            "a value by the name of something else", #""in_room": ["#, #""sequence": 1, "in_room": ["#,
            "'sequence' is a reserved word", .byCheckerAlone),
        Mistake(
            "a list of words", #""value": "$call.outcome","#, #""value": ["$call.outcome", "$call.outcome"],"#,
            "not of a word", .byCheckerAlone),
        Mistake(
            "a list of causes", #""value": "$call.cause" }"#, #""value": ["$call.cause", "$call.cause"] }"#,
            "not of a cause", .byCheckerAlone),
        Mistake(
            "a list of flags", #""value": "$call.observed""#, #""value": ["$call.observed", "$call.adopted"]"#,
            "not of a flag", .byCheckerAlone),
        Mistake(
            "a fact without its '$'", from, #""value": "call.from" }"#, #"write "$call.from""#, .byCheckerAlone),
        Mistake(
            "what is known of itself without its '$'", #""equals": "$call.id""#, #""equals": "call.id""#,
            #"write "$call.id""#, .byCheckerAlone),
        Mistake(
            "a header without its '$'", #""call.from.name": "$CallerIDName" } }"#,
            #""call.from.name": "CallerIDName" } }"#, #"write "$CallerIDName""#, .byCheckerAlone),
        Mistake(
            "a field that is no object", #""timestamp": { "about": "When it happened.", "value": "$now" }"#,
            #""timestamp": "$now""#, "expected an object for a field"),
        Mistake(
            "two contents of a field", from, #""value": "$call.from", "number": "$call.code" }"#,
            "a field has one content"),
        Mistake("an end of no duration", from, #""value": "$call.from", "to": "$now" }"#, "'to' belongs to"),
        Mistake(
            "a choice of no channels", from, #""value": "$call.from", "where": { "channel.wanted": true } }"#,
            "'where' belongs to"),
        Mistake(
            "a field with a name of another kind", #""queue": { "about": "The queue's name.", "value": "$Queue""#,
            #""Queue": { "about": "The queue's name.", "value": "$Queue""#, "the name of a field is lower-case letters"),
        Mistake(
            "words for nothing", #""value": "$Conference", "example""#,
            #""value": "$Conference", "words": {}, "example""#,
            "'words' says nothing"),
    ]

    static let topics = [
        Mistake("a brace that is not closed", topic, #""topic": "event/{UserEvent""#, "is not closed"),
        Mistake("a brace that is not opened", topic, #""topic": "event/UserEvent}""#, "don't match"),
        Mistake("braces around nothing", topic, #""topic": "event/{}""#, "names nothing"),
        Mistake("a '$' between braces", topic, #""topic": "event/{$UserEvent}""#, "write {UserEvent}"),
        Mistake("a control character", topic, #""topic": "event/\u0007{UserEvent}""#, "no control characters"),
        Mistake("a wildcard", topic, #""topic": "event/+/{UserEvent}""#, "no '#' and no '+'"),
        Mistake("no topic", topic, #""topic": """#, "a topic is not empty"),
        Mistake("an empty level", topic, #""topic": "event//{UserEvent}""#, "has an empty level"),
        Mistake("the bridge's own topic", topic, #""topic": "bridge/status""#, "are the bridge's own"),
        Mistake("the topic of all calls", topic, #""topic": "calls""#, "the bridge tells of all calls"),
        Mistake(
            "the topic of what a call is doing", pickedUp,
            #""picked_up": { "topic": "call/{call_id}/state", "description""#,
            "the bridge tells what the call is doing"),
        Mistake(
            "a message that is named as that topic", #""abandoned": { "description""#,
            #""state": { "description": "A state" }, "abandoned": { "description""#,
            "give the message another name or 'topic'"),
        Mistake(
            "the topic of another message", pickedUp,
            #""picked_up": { "topic": "call/{call_id}/hungup", "description""#, "is the topic of 'hungup'",
            .byCheckerAlone),
        Mistake(
            "a number", pickedUp, #""picked_up": { "topic": "call/{call_id}/{call.code}", "description""#,
            "'call.code' is a number; in a topic only a text or a party can stand", .byCheckerAlone),
        Mistake(
            "a flag", pickedUp, #""picked_up": { "topic": "call/{call_id}/{call.queued}", "description""#,
            "'call.queued' is a flag", .byCheckerAlone),
        Mistake(
            "a word", pickedUp, #""picked_up": { "topic": "call/{call_id}/{call.outcome}", "description""#,
            "'call.outcome' is a word", .byCheckerAlone),
        Mistake(
            "a time", pickedUp, #""picked_up": { "topic": "call/{call_id}/{call.rang_at}", "description""#,
            "'call.rang_at' is a time", .byCheckerAlone),
    ]

    static let conditions = [
        Mistake(
            "a '$' on the left", #""UserEvent": { "not": null }"#, #""$UserEvent": { "not": null }"#,
            "write 'UserEvent'"),
        Mistake(
            "an empty pattern", #""Cause": "21","#, #""Cause": { "matches": "" },"#, "an empty pattern"),
        Mistake("one of nothing", #""Cause": "21","#, #""Cause": [],"#, "one of an empty list"),
        Mistake(
            "a text that is at least", numberless, #""call.from.extension": { "at_least": 3 } }, "do": "take_number""#,
            "'call.from.extension' is a text", .byCheckerAlone),
        Mistake(
            "a party that is below", numberless, #""call.from": { "below": 3 } }, "do": "take_number""#,
            "'call.from' is a party",
            .byCheckerAlone),
        Mistake(
            "a flag that is below", originating, #""call.originating": { "below": 1 }, "peer.helper""#,
            "'call.originating' is a flag", .byCheckerAlone),
        Mistake(
            "a number that is at least a text", originating, #""call.dials": { "at_least": "one" }, "peer.helper""#,
            "expected a number"),
        Mistake(
            "a number that is below a list", originating, #""call.dials": { "below": [1, 2] }, "peer.helper""#,
            "nothing is at least, or below, a list"),
        Mistake(
            "a number that is at least a time", originating,
            #""call.dials": { "at_least": "$call.rang_at" }, "peer.helper""#,
            "'call.rang_at' is a time; a number is expected",
            .byCheckerAlone),
        Mistake(
            "what contradicts itself", numberless,
            #""call.from": null, "call.from.extension": { "digits": true } }, "do": "take_number""#,
            "this transition is never taken: what 'when' requires of 'call.from", .byCheckerAlone),
        Mistake(
            "what no value of the header is like", #""ChannelStateDesc": "Up" }, "do""#,
            #""ChannelStateDesc": { "matches": "up*" } }, "do""#, "never says anything like 'up*'", .byCheckerAlone),
        Mistake(
            "what says nothing", #""ConnectedLineName": null"#, #""ConnectedLineName": "<unknown>""#,
            "ask for null instead",
            .byCheckerAlone),
        Mistake(
            "a number that a fact never is", originating, #""call.own_code": 128, "peer.helper""#,
            "so it is never 128", .byCheckerAlone),
        Mistake(
            "a condition that neither holds nor not", #""says_why": true }"#, #""says_why": 1 }"#,
            "write true or false", .byCheckerAlone),
        Mistake(
            "a condition that stands for itself", #""same_call": {"#, #""same_call": { "same_call": true,"#,
            "the condition 'same_call' stands for itself", .byCheckerAlone),
        Mistake(
            "a condition that always holds", #""is_a_name": {"#, #""is_a_name": {}, "x": {"#, "always holds"),
        Mistake(
            "an exception that always holds",
            #""unless": { "call.silent": true }"#, #""unless": {}"#,
            "is empty, so it always holds"),
        Mistake(
            "another exception that always holds", #""unless": [{ "call.pbx_answered_at": { "not": null } }"#,
            #""unless": [{}"#, "is empty, so it always holds"),
        Mistake(
            "a claim about nothing", #""at_most_once": ["ringing", "answered"]"#, #""at_most_once": []"#,
            "'at_most_once' is an empty list"),
    ]

    static let declarations = [
        Mistake("no states", #""states": {"#, #""states": {}, "x_states": {"#, "a call needs at least one state"),
        Mistake(
            "a state without words", #""about": "A phone rings." }"#, #""about": "" }"#, "this is empty: write a text"),
        Mistake(
            "a message without words", #""description": "The call has ended""#, #""description": " ""#,
            "this is empty: write a text"),
        Mistake(
            "a cause without words", #""description": "The call became one with another""#, #""description": """#,
            "this is empty: write a text"),
        Mistake(
            "an empty word of what a call is doing", #"on hold", "state": "held""#, #"on hold", "state": """#,
            "this is empty: write a text"),
        Mistake(
            "what a call is doing in a message about none", #""description": "What a phone is doing","#,
            #""description": "What a phone is doing", "state": "lamp","#, "it can't say what its call is doing"),
        Mistake("no words", #""words": ["blind", "attended"]"#, #""words": []"#, "it needs its 'words'"),
        Mistake(
            "an empty word", #""words": ["blind", "attended"]"#, #""words": ["blind", "attended", ""]"#,
            "a word is lower-case letters"),
        Mistake(
            "a word twice", #""words": ["blind", "attended"]"#, #""words": ["blind", "attended", "blind"]"#,
            "'blind' is listed twice among the words"),
        Mistake(
            "words of what is none", #""dials": { "type": "number","#, #""dials": { "type": "number", "words": ["a"],"#,
            "only a fact of the type 'word' has 'words'"),
        Mistake(
            "a number that starts unknown", #""dials": { "type": "number","#,
            #""dials": { "type": "number", "starts": "unknown","#, "only a flag 'starts' as unknown"),
        Mistake(
            "a call's flag that follows from a name", #""queued": { "type": "flag","#,
            #""queued": { "type": "flag", "names": ["Local/*"],"#, "a call has no name"),
        Mistake(
            "a fact that is always known", #""caller": { "type": "flag","#,
            #""name": { "type": "text", "about": "Its name." }, "caller": { "type": "flag","#,
            "'channel.name' is always known", .byCheckerAlone),
        Mistake(
            "a class that AMI does not have", #""Hold": { "class": "call""#, #""Hold": { "class": "cal""#,
            "AMI has no class 'cal'"),
        Mistake(
            "a class that does not have the event", #""Hold": { "class": "call""#, #""Hold": { "class": "agent""#,
            "has the class 'call', so with 'agent' it would never be heard", .byCheckerAlone),
        Mistake(
            "an event that Asterisk does not have", #""Hold": { "class""#, #""Holdd": { "class""#,
            "Asterisk has no AMI event 'Holdd'; did you mean 'Hold'?", .byCheckerAlone),
        Mistake(
            "an empty header", #""headers": ["BridgeType", "BridgeTechnology", "Exten"]"#,
            #""headers": ["BridgeType", "BridgeTechnology", "Exten", ""]"#,
            "the name of a header"),
        Mistake(
            "a header twice", #""headers": ["BridgeType", "BridgeTechnology", "Exten"]"#,
            #""headers": ["BridgeType", "BridgeType"]"#,
            "'BridgeType' is listed twice"),
        Mistake(
            "an empty action", #""ask": ["PJSIPShowRegistrationsOutbound", "#, #""ask": ["", "#,
            "an AMI action has a name"),
        Mistake(
            "a second channel named twice", #""prefix": "Parkee", "peer": "Retriever""#,
            #""prefix": "Parkee", "peer_device": "ParkingSpace", "peer": "Retriever""#, "not both"),
        Mistake(
            "the header of all channels", #""id": "Uniqueid""#, #""id": "UniqueId""#,
            "no AMI event of Asterisk has a header 'UniqueId'; did you mean 'Uniqueid'?", .byCheckerAlone),
        Mistake(
            "a value that says nothing and something", #""DialStatus": { "values""#,
            #""DialStatus": { "nothing": ["BUSY"], "values""#, "it can't be both", .byCheckerAlone),
    ]

    static let all = channels + transitions + values + topics + conditions + declarations

    @Test("by the checker, at its place and without a hundred others", arguments: all)
    func checked(_ mistake: Mistake) throws {
        let (text, lines) = try #require(mistake.spec, "the spec has no \(mistake.find)")
        let (program, diagnostics) = SpecificationCompiler.compile(
            Array(text.utf8), documentation: AMIDocumentation.builtIn)
        let isRefused = program == nil
        #expect(isRefused)
        let errors = diagnostics.filter { $0.severity == .error }
        let told = errors.first { $0.message.contains(mistake.says) }
        #expect(told != nil, "said: \(errors.map(\.message))")
        if let line = told?.location.line { #expect(lines.contains(line) || lines.contains(line + 1)) }
        #expect(errors.count <= 4, "said: \(errors.map(\.message))")
    }

    @Test("by the schema too, where a schema can tell")
    func schema() async throws {
        let folder = TemporaryDirectory()
        write(read(file: Checkout.file("spec/calls.schema.json")), to: folder.file("calls.schema.json"))
        var files: [String: Mistake] = [:]
        let mistakes = Self.all.filter { $0.seen == .byBoth }
        #expect(mistakes.count >= 40)
        for (number, mistake) in mistakes.enumerated() {
            let file = folder.file("mistake-\(number).json")
            write(try #require(mistake.spec).text, to: file)
            files[file] = mistake
        }
        write(BrokenSpecTests.spec, to: folder.file("whole.json"))
        let own = Checkout.file(".build-tools/python/bin/python")
        let python = FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
        let process = try ChildProcess(
            python, [Checkout.file("tools/check-json"), folder.file("whole.json")] + files.keys.sorted(),
            output: folder.file("log"))
        _ = try await process.wait(within: .seconds(240))
        for (file, mistake) in files {
            #expect(process.text.contains("\(file): error: "), "taken: \(mistake.testDescription)")
        }
        #expect(!process.text.contains(folder.file("whole.json")))
        #expect(process.text.contains("\(files.count + 1) of them held to a schema, \(files.count) at fault"))
    }
}
