import AMI
@testable import Correlator
import Testing

@Suite("A list of channels that Asterisk gives")
final class RollCallTests {
    private var correlator = Correlator(tables: .calls)
    private var decoder = AMIDecoder()

    private static let began = Timestamp(microseconds: 1_800_000_000_000_000)

    private static func later(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: began.microseconds + seconds * 1_000_000)
    }

    private static func channel(_ id: String) -> String {
        "Channel: PJSIP/21-\(id)\r\nChannelStateDesc: Up\r\nUniqueid: \(id)\r\nLinkedid: \(id)\r\n"
    }

    private static func item(_ id: String) -> String { "Event: CoreShowChannel\r\nActionID: 7\r\n\(channel(id))\r\n" }

    private static func end(_ count: String) -> String {
        "Event: CoreShowChannelsComplete\r\nActionID: 7\r\nEventList: Complete\r\n\(count)\r\n"
    }

    /// Two calls that are known, and then a roll call with these answers.
    private func ask(_ answers: [String]) {
        correlator.arrival = Self.began
        for id in ["1.1", "1.2"] where correlator.openCalls < 2 {
            hear("Event: Newchannel\r\n\(Self.channel(id))\r\n")
        }
        correlator.beginRollCall(actionID: "7")
        for answer in answers { hear(answer) }
    }

    private func hear(_ text: String) {
        let bytes = Array(text.utf8)
        decoder.decode(bytes.span.bytes, into: &correlator)
    }

    @Test(
        "that is whole ends the calls that it does not name",
        arguments: [([item("1.1"), end("ListItems: 1\r\n")], 1), ([end("ListItems: 0\r\n")], 0), ([end("")], 0)])
    func whole(_ answers: [String], _ open: Int) {
        ask(answers)
        let (left, unfinished) = (correlator.openCalls, correlator.counters.unfinishedRollCalls)
        #expect(left == open && unfinished == 0)
        let told = correlator.takeEvents().filter { $0.name == "hungup" }
        #expect(told.count == 2 - open)
        #expect(told.allSatisfy { String(decoding: $0.payload, as: UTF8.self).contains(#""outcome":"lost""#) })
    }

    @Test(
        "that counts other than it names ends no call, and is asked for again",
        arguments: [
            [item("1.1"), end("ListItems: 2\r\n")], [end("ListItems: x\r\n")],
            [item("1.1"), "Event: CoreShowChannel\r\nActionID: 7\r\n\r\n", end("ListItems: 2\r\n")],
        ])
    func cut(_ answers: [String]) {
        ask(answers)
        let (open, unfinished) = (correlator.openCalls, correlator.counters.unfinishedRollCalls)
        let isWanted = correlator.wantsRollCall(at: Self.later(1))
        #expect(open == 2 && unfinished == 1 && isWanted)
        ask([Self.item("1.2"), Self.end("ListItems: 1\r\n")])
        let (left, isWantedStill) = (correlator.openCalls, correlator.wantsRollCall(at: Self.later(1)))
        #expect(left == 1 && !isWantedStill)
    }

    @Test("that never comes to its end is asked for again, a minute after the last that came of it")
    func endless() {
        ask([])
        // Nobody has looked at the clock before.
        var wanted = [correlator.wantsRollCall(at: Self.later(10)), correlator.wantsRollCall(at: Self.later(69))]
        correlator.arrival = Self.later(69)
        hear(Self.item("1.1"))
        wanted += [correlator.wantsRollCall(at: Self.later(128)), correlator.wantsRollCall(at: Self.later(130))]
        #expect(wanted == [false, false, false, true])
        // What comes of the old one is no answer to anything.
        hear(Self.end("ListItems: 1\r\n"))
        let open = correlator.openCalls
        #expect(open == 2)
    }

    @Test(
        "finds a call of nobody's, which ends in silence only if no run before this one published anything of it",
        arguments: [(nil, nil), (3, 4), (-1, nil)])
    func resumed(_ published: Int?, _ sequence: Int?) {
        correlator.arrival = Self.began
        correlator.beginRollCall(actionID: "7")
        let channel = "Channel: PJSIP/21-1\r\nChannelStateDesc: Up\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\nExten: s\r\n"
        hear("Event: CoreShowChannel\r\nActionID: 7\r\n\(channel)\r\n")
        hear(Self.end("ListItems: 1\r\n"))
        if let published { correlator.resume("1.1", after: published) }
        hear("Event: Hangup\r\n\(channel)Cause: 16\r\n\r\n")
        let published = correlator.takeEvents().map { "\($0.name) \($0.sequence)" }
        #expect(published == (sequence.map { ["hungup \($0)"] } ?? []))
    }

    @Test(
        "finds a call of nobody's, of which another daemon publishes meanwhile: it ends with its hungup, numbered after that",
        arguments: [(false, 1), (true, 1), (false, 3)])
    func publishedByAnother(_ isAfterItsEnd: Bool, _ published: Int) {
        correlator.arrival = Self.began
        correlator.beginRollCall(actionID: "7")
        let channel = "Channel: PJSIP/21-1\r\nChannelStateDesc: Up\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\nExten: s\r\n"
        hear("Event: CoreShowChannel\r\nActionID: 7\r\n\(channel)\r\n")
        hear(Self.end("ListItems: 1\r\n"))
        let isKnown = correlator.othersPublished(of: "9.9", upTo: published)
        if !isAfterItsEnd { _ = correlator.othersPublished(of: "1.1", upTo: published) }
        hear("Event: Hangup\r\n\(channel)Cause: 16\r\n\r\n")
        // What another says of a call that is over, and ended in silence here.
        if isAfterItsEnd { for _ in 0..<2 { correlator.endPublished("1.1", after: published) } }
        correlator.endPublished("9.9", after: 1)
        let hungup = correlator.takeEvents().map { "\($0.eventID) \($0.sequence)" }
        #expect(hungup == ["1.1:hungup:1 \(published + 1)"])
        #expect(!isKnown)
    }

    @Test("What another publishes of a call that is followed from its beginning does not change how it is numbered")
    func publishedEarlier() {
        correlator.arrival = Self.began
        let channel = "Channel: PJSIP/21-1\r\nChannelStateDesc: Ring\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\nExten: 22\r\n"
        hear("Event: Newchannel\r\n\(channel)\r\n")
        // It is quicker to hear the same.
        let isKnown = correlator.othersPublished(of: "1.1", upTo: 1)
        hear("Event: Hangup\r\n\(channel)Cause: 16\r\n\r\n")
        let numbers = correlator.takeEvents().map(\.sequence)
        #expect(isKnown && numbers == [1])
    }
}
