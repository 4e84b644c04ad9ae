import CallSpec
import Foundation
import Testing

@Suite("A broken spec is told apart at its place")
struct BrokenSpecTests {
    /// One way to break the spec, and what must be said of it.
    struct Breakage: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var find: String
        var replace: String
        var says: String

        init(_ what: String, _ find: String, _ replace: String, says: String) {
            testDescription = what
            self.find = find
            self.replace = replace
            self.says = says
        }
    }

    static let spec = (try? String(contentsOf: folder.appending(path: "spec/calls.json"), encoding: .utf8)) ?? ""

    /// What Asterisk documents of its events.
    static let documentation = (try? Data(contentsOf: folder.appending(path: "Sources/CallSpec/ami-events.json")))
        .flatMap {
            AMIDocumentation(Array($0))
        }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let breakages = [
        Breakage(
            "an unknown state, with what was meant", #""to": "ringing""#, #""to": "rining""#,
            says: "there is no state 'rining'; did you mean 'ringing'?"),
        Breakage(
            "bounds the wrong way round", #""between": [0, 127]"#, #""between": [127, 0]"#,
            says: "write the least and the greatest number, such as [0, 127]"),
        Breakage(
            "bounds of what is no number", #""given_up": { "type": "flag","#,
            #""given_up": { "type": "flag", "between": [0, 1],"#,
            says: "only a fact of the type 'number' is 'between' two others"),
        Breakage(
            "an unknown trigger", #""common_fields": {"#,
            #""transitions": [{ "from": "*", "on": "dial_ovr" }], "common_fields": {"#,
            says: "there is no trigger 'dial_ovr'; did you mean 'dial_over'?"),
        Breakage(
            "an unknown fact", "$call.pbx_answered_at", "$call.pbx_answered", says: "a call has no fact 'pbx_answered'"),
        Breakage(
            "an unknown message", #"{ "emit": "hungup" }"#, #"{ "emit": "hangup" }"#,
            says: "there is no message 'hangup'; did you mean 'hungup'?"),
        Breakage(
            "an unknown cause", #""call.cause": "no_answer""#, #""call.cause": "no_anwser""#,
            says: "there is no cause 'no_anwser'; did you mean 'no_answer'?"),
        Breakage(
            "an event that is not declared", #""Shutdown": {} }"#, #""Shutdwn": {} }"#,
            says: "no AMI event 'Shutdwn' is declared under ami.events; did you mean 'Shutdown'?"),
        Breakage(
            "a header that the event does not read", #""Forward": null"#, #""Forwrd": null"#,
            says: "reads no header 'Forwrd'; did you mean 'Forward'?"),
        Breakage(
            "a value that the header never has", #""DialStatus": "BUSY""#, #""DialStatus": "BUSI""#,
            says: "the header 'DialStatus' never says 'BUSI'; did you mean 'BUSY'?"),
        Breakage(
            "a code that stands twice", #""causes": {"#,
            #""causes": { "first": { "code": 1, "description": "A" }, "second": { "code": 1, "description": "B" },"#,
            says: "the code 1 is already 'first'"),
        Breakage(
            "a missing cause of a class", "\"q850_causes\": true,\n  \"causes\": {",
            """
            "causes": { "not_defined": { "code": 0, "description": "N" }, "user_busy": { "code": 17, "description": "B" },
              "no_answer": { "code": 19, "description": "N" }, "subscriber_absent": { "code": 20, "description": "S" },
              "call_rejected": { "code": 21, "description": "R" },
              "normal_circuit_congestion": { "code": 34, "description": "C" },
            """,
            says: "no cause has the code 31, none 47"),
        Breakage(
            "a cause by a name of Q.850", #""causes": {"#, #""causes": { "user_busy": { "description": "B" },"#,
            says: "'user_busy' is Q.850's name for the code 17"),
        Breakage(
            "a code beyond Q.850", #""causes": {"#, #""causes": { "busy": { "code": 170, "description": "B" },"#,
            says: "170 is none of them"),
        Breakage("a wrong type", #""final": true"#, #""final": "yes""#, says: "expected true or false, found a string"),
        Breakage(
            "an unknown key", #""final": true"#, #""finl": true"#, says: "a state has no 'finl'; did you mean 'final'?"),
        Breakage("bad JSON", #""states": {"#, #""states": {,"#, says: "bad JSON: expected a key in double quotes"),
        Breakage(
            "a key that stands twice", #""placed": { "about""#,
            #""served": { "about": "Twice." }, "placed": { "about""#,
            says: "'served' stands twice here"),
        Breakage(
            "a state that nothing leads to", #""ended": { "about""#,
            #""nowhere": { "about": "x" }, "ended": { "about""#,
            says: "no transition leads to the state 'nowhere'"),
        Breakage(
            "a message whose field can't be known there", #""value": "$call.outcome","#, #""value": "$DialStatus","#,
            says: "the header 'DialStatus' is not known in message 'hungup'"),
        Breakage(
            "a timer that is not declared", #""start": "resume""#, #""start": "resum""#,
            says: "there is no timer 'resum'; did you mean 'resume'?"),
        Breakage(
            "a timer that runs for no time", #""milliseconds": 300 }"#, #""milliseconds": 0 }"#,
            says: "a timer runs from 1 millisecond to a day"),
        Breakage(
            "an end of a timer that is not declared", #""@timer.resume""#, #""@timer.rsume""#,
            says: "there is no timer 'rsume'; did you mean 'resume'?"),
        Breakage(
            "calls made one where there is no second channel", #""stop": ["transfer", "resume"],"#,
            #""stop": ["transfer", "resume"], "merge": "pear","#, says: "did you mean 'peer'?"),
        Breakage(
            "a message about a call where there is none", #"{ "emit": "pbx_user_event" }"#,
            #"{ "emit": "user_event" }"#,
            says: "the message 'user_event' is about a call, and outside of calls there is none"),
        Breakage(
            "a thing that an event does not tell", #""do": { "clear": "queue", "start""#,
            #""do": { "clear": "member", "start""#,
            says: "the AMI event 'QueueParams' of a transition on 'queue_told' does not name the 'member' it is about"
        ),
        Breakage(
            "a fact that a thing has not", #""value": "$queue.callers""#, #""value": "$queue.calers""#,
            says: "a queue has no fact 'calers'; did you mean 'callers'?"),
        Breakage(
            "a fact of things under the name of what is known", #""facts": { "callers": {"#, #""facts": { "key": {"#,
            says: "'queue.key' is always known"),
        Breakage(
            "a key that no event tells", #""key": "$Queue""#, #""key": "$Queu""#,
            says: "no AMI event that is declared tells this of a 'queue'"),
        Breakage(
            "a part before its whole", #""part_of": "queue", "key": ["$Interface""#,
            #""part_of": "device", "key": ["$Interface""#,
            says: "'device' has to stand before 'member'"),
        Breakage(
            "a whole that there is not", #""part_of": "queue", "key": "$Uniqueid""#,
            #""part_of": "quue", "key": "$Uniqueid""#,
            says: "there is no thing 'quue'; did you mean 'queue'?"),
        Breakage(
            "a timer of a thing in a call", #""on": "@timer.queue_told", "from": "@outside""#,
            #""on": "@timer.queue_told", "from": "*""#,
            says: "the timer of 'queue_known' is a thing's"),
        Breakage(
            "a timer that a call has too", #""queue_told": { "about": "A queue's members"#,
            #""taken": { "about": "A queue's members"#, says: "'taken' already names something else"),
        Breakage(
            "a count of nothing", #"{ "count": "waiting" }"#, #"{ "count": "waitng" }"#,
            says: "there is no thing 'waitng'; did you mean 'waiting'?"),
        Breakage(
            "the least of a word", #""least": "$waiting.since""#, #""least": "$member.doing""#,
            says: "'least' is of numbers and times"),
        Breakage(
            "an event that is as it was", #"{ "emit": "queued" }] }"#, #"{ "emit": "queued", "if_changed": true }] }"#,
            says: "only a state can be as it was"),
        Breakage(
            "a fact of a call in a message about none", #""value": "$queue.callers""#, #""value": "$call.position""#,
            says: "'call.position' is not known in message 'queue_state': it is outside of any call"),
        Breakage(
            "a thing by the name of a call", #""system": { "about""#, #""call": { "about""#,
            says: "'call' is a reserved word"),
        Breakage(
            "a fact of a call outside of calls", #"{ "from": "@outside", "do": { "emit": "pbx"#,
            #"{ "from": "@outside", "when": { "call.parked": true }, "do": { "emit": "pbx"#,
            says: "'call.parked' is not known in a transition on 'user_event': it is outside of any call"),
        Breakage(
            "a part that a header does not have", #""$ParkerDialString.endpoint""#, #""$ParkerDialString.endpont""#,
            says: "a header has the parts 'endpoint' and 'user', but no 'endpont'; did you mean 'endpoint'?"),
        Breakage(
            "a time out of something that is no header", #"{ "ago": "$Duration" }"#, #"{ "ago": "Duration" }"#,
            says: "'ago' needs a header"),
        Breakage(
            "a header that a sender of the message does not read", #""value": "$Conference""#, #""value": "$Queue""#,
            says: "the AMI event 'ConfbridgeJoin' of message 'joined' reads no header 'Queue'"),
        Breakage(
            "an example that the field can't hold", #""number": "$Position", "example": 2"#,
            #""number": "$Position", "example": "second""#, says: "the field's example has to be a whole number"),
        Breakage(
            "an example of what never changes", #""value": "user_event" }"#,
            #""value": "user_event", "example": "order" }"#,
            says: "the field always says 'user_event': it needs no example"),
        Breakage(
            "an example that is none of the words", #""value": "$call.outcome","#,
            #""value": "$call.outcome", "example": "lossed","#, says: "has to be one of answered, no_answer"),
        Breakage(
            "a tone of a word that the field can't say", #""lost": "trouble""#, #""lossed": "trouble""#,
            says: "there is no word 'lossed'"),
        Breakage(
            "a tone that there is not", #""lost": "trouble""#, #""lost": "troubled""#, says: "'troubled' is no 'tone'"),
        Breakage(
            "tones for what is no word", #""value": "$call.code" }"#,
            #""value": "$call.code", "tones": { "x": "calm" } }"#,
            says: "'tones' are for words"),
        Breakage(
            "two tones for one state", #""The call was transferred","#,
            #""The call was transferred", "tone": "paused","#,
            says: "'talking' is 'connected' in 'answered', and can't be 'paused' here"),
        Breakage(
            "a tone without a state", #""counts_as": "end""#, #""counts_as": "end", "tone": "calm""#,
            says: "'tone' is how the word in 'state' stands"),
        Breakage(
            "an event of a call that is no event of one", #""counts_as": "lamp""#, #""counts_as": "end""#,
            says: "is about no call; only as a 'lamp' or a 'queue' can it count"),
        Breakage(
            "a queue where nobody is counted who waits", #""counts_as": "lamp""#, #""counts_as": "queue""#,
            says: "so one of its numbers has the 'tone' 'waiting'"),
        Breakage(
            "a way of a word that the field can't say", #""inbound": "inward""#, #""inbond": "inward""#,
            says: "there is no word 'inbond'"),
        Breakage(
            "a way that there is not", #""inbound": "inward""#, #""inbound": "in""#, says: "'in' is no 'way'"),
        Breakage(
            "a unit of what is no number", #""value": "$call.cause" }"#,
            #""value": "$call.cause", "unit": "calls" }"#, says: "a 'unit' is for numbers and durations"),
        Breakage(
            "a tone of what is no number", #""value": "$call.cause" }"#,
            #""value": "$call.cause", "tone": "calm" }"#, says: "the field is no number"),
        Breakage(
            "a name that is no text", #""value": "$call.cause" }"#,
            #""value": "$call.cause", "counts_as": "name" }"#, says: "what counts as a name is a text"),
        Breakage(
            "a lamp that is about a call", #""counts_as": "end""#, #""counts_as": "lamp""#, says: "counts as a lamp, so"
        ),
        Breakage(
            "headers of a channel that the event does not have", #""prefix": "Parkee", "peer_device""#,
            #""prefix": "Parke", "peer_device""#, says: "has no header 'ParkeUniqueid'; did you mean 'ParkeeUniqueid'?"),
    ]

    @Test("The spec itself has nothing wrong with it")
    func whole() {
        #expect(Self.documentation != nil)
        let (program, diagnostics) = SpecificationCompiler.compile(
            Array(Self.spec.utf8), documentation: Self.documentation)
        let isTaken = program != nil
        #expect(isTaken)
        #expect(diagnostics.isEmpty)
    }

    @Test("Each kind of mistake is an error in compiler form", arguments: breakages)
    func broken(_ breakage: Breakage) throws {
        let range = try #require(Self.spec.range(of: breakage.find))
        let text = Self.spec.replacingCharacters(in: range, with: breakage.replace)
        let (program, diagnostics) = SpecificationCompiler.compile(
            Array(text.utf8), documentation: Self.documentation)
        let isRefused = program == nil
        #expect(isRefused)
        let errors = diagnostics.filter { $0.severity == .error }.map { $0.rendered(file: "calls.json") }
        #expect(errors.contains { $0.contains(breakage.says) }, "said: \(errors)")
        #expect(errors.allSatisfy { $0.wholeMatch(of: /calls\.json:[1-9][0-9]*:[1-9][0-9]*: error: .+/) != nil })
    }
}
