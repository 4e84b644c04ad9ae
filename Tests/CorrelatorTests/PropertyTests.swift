import AMI
@testable import Correlator
import Foundation
import Testing

@Suite("Whatever is lost, repeated or cut off, what is told of calls hangs together")
struct PropertyTests {
    /// What is read of a message.
    struct Message: Decodable {
        var event: String
        var call_id: String?
        var event_id: String
        var sequence: Int?
        var ring_duration_seconds: Double?
        var talk_duration_seconds: Double?
        var total_duration_seconds: Double?
        var wait_duration_seconds: Double?
    }

    /// A kind of damage, with a seed: the name of a test is all that it takes to see it again.
    struct Case: CustomTestStringConvertible, Sendable {
        var what: String
        var damage: PropertyStream.Damage
        var seed: UInt64

        var testDescription: String { "\(what), seed \(seed)" }
    }

    static let kinds: [(String, PropertyStream.Damage)] = [
        ("nothing amiss", .init()),
        ("a few events lost", .init(lost: 20)),
        ("many events lost", .init(lost: 250)),
        ("events repeated", .init(repeated: 100)),
        ("cut off", .init(breaksOff: true)),
        ("lost, repeated and cut off", .init(lost: 100, repeated: 100, breaksOff: true)),
    ]

    /// More of them can be asked for: `PROPERTY_SEEDS=500 swift test --filter PropertyTests`.
    static let seeds = ProcessInfo.processInfo.environment["PROPERTY_SEEDS"].flatMap { Int($0) } ?? 12

    static let cases = kinds.enumerated().flatMap { number, kind in
        (0..<seeds).map { Case(what: kind.0, damage: kind.1, seed: UInt64(number * 1_000_000 + $0)) }
    }

    /// What is told of a stream, and then of a roll call that names nobody.
    private func told(_ stream: PropertyStream) throws -> (events: [CallEvent], counters: CorrelatorCounters, open: Int)
    {
        var correlator = Correlator(tables: .watched)
        correlator.arrival = Timestamp(microseconds: 1_800_000_000_000_000)
        var decoder = AMIDecoder()
        decoder.decode(stream.bytes.span.bytes, into: &correlator)
        var events = correlator.takeEvents().filter { !$0.retain }
        guard let action = correlator.rollCallAction else { throw CocoaError(.featureUnsupported) }
        correlator.beginRollCall(actionID: "last")
        let answer = Array("Event: \(action)Complete\r\nActionID: last\r\nListItems: 0\r\n\r\n".utf8)
        var second = AMIDecoder()
        second.decode(Array("Asterisk Call Manager/11.0.0\r\n".utf8).span.bytes, into: &correlator)
        second.decode(answer.span.bytes, into: &correlator)
        // Time goes on, and timers that are still running come to nothing.
        correlator.advance(to: Timestamp(microseconds: .max))
        events += correlator.takeEvents().filter { !$0.retain }
        let broken = correlator.brokenClaims.map { "\($0.claim) by \($0.call)" }
        #expect(broken == [])
        return (events, correlator.counters, correlator.openCalls + correlator.openChannels)
    }

    @Test("A call ends once and last, counts its messages, and answers once", arguments: cases)
    func hangsTogether(_ one: Case) throws {
        let stream = PropertyStream(seed: one.seed, damage: one.damage)
        let (events, counters, open) = try told(stream)
        var ended: Set<String> = []
        var counted: [String: Int] = [:]
        var answered: Set<String> = []
        var eventIDs: Set<String> = []
        for event in events {
            let message = try JSONDecoder().decode(Message.self, from: Data(event.payload))
            #expect(eventIDs.insert(message.event_id).inserted, "\(message.event_id) twice")
            for seconds in [
                message.ring_duration_seconds, message.talk_duration_seconds, message.total_duration_seconds,
                message.wait_duration_seconds,
            ] {
                #expect(seconds.map { $0 >= 0 && $0 < 86_400 } ?? true, "\(message)")
            }
            guard let call = message.call_id else { continue }
            #expect(message.event == "missed" || !ended.contains(call), "\(message.event) of \(call) after its end")
            if Expectation.aside.contains(message.event) { continue }
            counted[call, default: 0] += 1
            #expect(message.sequence == counted[call])
            if message.event == "answered" { #expect(answered.insert(call).inserted, "\(call) answered twice") }
            if message.event == "hungup" { ended.insert(call) }
        }
        #expect(ended == Set(counted.keys), "calls without an end")
        #expect(open == 0)
        #expect(counters.callsBegun == counters.callsEnded)
        #expect(counters.messages == events.count)
        #expect(counters.overBound == 0)
    }

    @Test("A channel that is told of late does not call its call back to life")
    func late() throws {
        func event(_ name: String, _ channel: String, _ call: String, _ more: String = "") -> String {
            "Event: \(name)\r\nChannel: PJSIP/\(channel)-0000000\(channel)\r\nUniqueid: \(channel).1\r\n"
                + "Linkedid: \(call).1\r\n\(more)\r\n"
        }
        let text =
            "Asterisk Call Manager/11.0.0\r\n" + event("Newchannel", "1", "1")
            + event("Hangup", "1", "1", "Cause: 16\r\n")
            + event("Newchannel", "2", "1")
            // One call becomes part of another; what is late for it belongs there.
            + event("Newchannel", "3", "3") + event("Newchannel", "4", "4") + event("Newstate", "4", "3")
            + event("Newchannel", "5", "4") + event("Hangup", "3", "3") + event("Hangup", "4", "3")
            + event("Hangup", "5", "3")
        var correlator = Correlator(tables: .calls)
        var decoder = AMIDecoder()
        decoder.decode(Array(text.utf8).span.bytes, into: &correlator)
        let ends = correlator.takeEvents().filter { $0.name == "hungup" }.map(\.callID)
        #expect(ends == ["1.1", "4.1", "3.1"])
        let (open, counters) = (correlator.openCalls + correlator.openChannels, correlator.counters)
        #expect(open == 0)
        #expect(counters.callsBegun == 3)
        #expect(counters.unknownChannels == 1)
    }

    @Test("An id that comes again is another call, and counts on, so that no event id comes twice")
    func again() throws {
        let call =
            "Event: Newchannel\r\nChannel: PJSIP/1-00000001\r\nUniqueid: mine\r\nLinkedid: mine\r\n\r\n"
            + "Event: Hangup\r\nChannel: PJSIP/1-00000001\r\nUniqueid: mine\r\nLinkedid: mine\r\nCause: 16\r\n\r\n"
        var correlator = Correlator(tables: .calls)
        var decoder = AMIDecoder()
        decoder.decode(
            Array("Asterisk Call Manager/11.0.0\r\n\(call)\(call)".utf8).span.bytes, into: &correlator)
        let events = correlator.takeEvents().filter { !$0.retain }
        #expect(events.map(\.eventID) == ["mine:hungup:1", "mine:hungup:2"])
        #expect(events.map(\.sequence) == [1, 2])
    }

    @Test("The same seed tells the same", arguments: [UInt64(7), 5_000_007])
    func repeatable(_ seed: UInt64) throws {
        let damage = PropertyStream.Damage(lost: 100, repeated: 100, breaksOff: true)
        let first = try told(PropertyStream(seed: seed, damage: damage)).events.map(\.payload)
        #expect(try told(PropertyStream(seed: seed, damage: damage)).events.map(\.payload) == first)
        #expect(!first.isEmpty)
    }
}
