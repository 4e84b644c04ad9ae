import Store
import Testing

@testable import Bridge

@Suite("What a bridge on standby holds")
struct HeldMessagesTests {
    private func taken(_ events: [(id: String, call: String)], seen: Set<String>) -> [String] {
        var held = HeldMessages(time: .seconds(60), limit: 100)
        for event in events {
            let message = StoredMessage(
                topic: event.id, payload: [], qos: 1, retain: false, name: event.id, importance: 1)
            held.hold(message, eventID: event.id, ofCall: event.call)
        }
        held.prune(at: .now) { seen.contains($0) }
        return held.take { seen.contains($0) }.map(\.topic)
    }

    @Test("What another has published is not published again, the rest is, in order")
    func publishes() {
        let events = [("1:ringing:1", "1"), ("2:ringing:1", "2"), ("1:answered:1", "1"), ("3:user:1", "")]
        #expect(taken(events, seen: []) == events.map(\.0))
        #expect(taken(events, seen: ["1:ringing:1"]) == ["2:ringing:1", "1:answered:1", "3:user:1"])
    }

    @Test("Nothing of a call is published after what another has published later of it")
    func nothingLate() {
        // The other came late to the first call, and knew only that it ended.
        let events = [
            ("1:answered:1", "1"), ("2:ringing:1", "2"), ("1:hungup:1", "1"), ("a:user:1", ""), ("b:user:1", ""),
        ]
        #expect(taken(events, seen: ["1:hungup:1", "b:user:1"]) == ["2:ringing:1", "a:user:1"])
    }
}
