import CallSpec
import Testing

@testable import callgen

@Suite("What is sure to be said in a message")
struct EventReferenceTests {
    private func presence(of field: String, in event: String, _ replacements: [(String, String)] = []) throws
        -> PayloadField.Presence
    {
        let reference = EventReference(try SpecUnderTest.intercom.program(replacements))
        let message = try #require(reference.spec.messages.firstIndex { $0.name.text == event })
        return try #require(reference.fields[message].first { $0.name == field }).presence
    }

    @Test("A fact that every way to the message sets is always there")
    func always() throws {
        #expect(try presence(of: "result", in: "gone") == .always)
        #expect(try presence(of: "times", in: "opened") == .always)
    }

    @Test("A fact that only some ways set can be null")
    func orNull() throws {
        #expect(try presence(of: "cause", in: "gone") == .orNull)
        let oneWayWithout = [(#"{ "set": { "call.result": "nobody_home" } },"#, "")]
        #expect(try presence(of: "result", in: "gone", oneWayWithout) == .orNull)
    }

    @Test("A fact that a condition of the transition asks for is known there")
    func condition() throws {
        let asksForCause = [(#""at_least": 1 } }, "to""#, #""at_least": 1 }, "call.cause": "user_busy" }, "to""#)]
        #expect(try waysThatKnowTheCause() == 0)
        #expect(try waysThatKnowTheCause(asksForCause) == 1)
    }

    /// How many of the ways to the last message are sure to know why the call ended.
    private func waysThatKnowTheCause(_ replacements: [(String, String)] = []) throws -> Int {
        let program = try SpecUnderTest.intercom.program(replacements)
        let cause = try #require(program.callNumbers.firstIndex { $0.name == "cause" })
        let last = try #require(EventReference(program).emissions.last)
        return last.filter { $0.known.says(.callNumber(cause)) }.count
    }

    @Test("A fact that is set on the first step of every way is known ever after")
    func first() throws {
        let setsCauseAtFirst = [(#""call.at_door": true,"#, #""call.at_door": true, "call.cause": "user_busy","#)]
        #expect(try presence(of: "cause", in: "gone", setsCauseAtFirst) == .always)
    }

    @Test("A fact that is forgotten on the way is not")
    func cleared() throws {
        let forgotten = [(#"{ "emit": "gone" }"#, #"{ "clear": "call.result" }, { "emit": "gone" }"#)]
        #expect(try presence(of: "result", in: "gone", forgotten) == .orNull)
    }

    @Test("What is optional is left out")
    func orAbsent() throws {
        let optional = [(#""value": "$call.cause""#, #""value": "$call.cause", "optional": true"#)]
        #expect(try presence(of: "cause", in: "gone", optional) == .orAbsent)
    }
}
