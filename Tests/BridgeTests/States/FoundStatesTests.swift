import MQTT
import Testing

@testable import Bridge

@Suite("What a broker is found to keep")
struct FoundStatesTests {
    private func message(_ topic: String, _ payload: [UInt8], isRetained: Bool) -> MQTTReceivedMessage {
        MQTTReceivedMessage(topic: topic, payload: payload, qos: .atMostOnce, isRetained: isRetained)
    }

    @Test("Of what is larger than any state, only that it is there is known, and all of it has a bound")
    func bound() {
        let found = FoundStates()
        found.note(message("a", [UInt8](repeating: 0x78, count: 900_000), isRetained: true), isWatched: true)
        for number in 0..<2_000 {
            found.note(
                message("b/\(number)", [UInt8](repeating: 0x78, count: 60_000), isRetained: true), isWatched: true)
        }
        let taken = found.take()
        #expect(taken.first?.payload.count == 1)
        #expect(taken.reduce(0) { $0 + $1.payload.count } < 33 << 20)
        #expect(taken.count > 500)
        #expect(found.take().isEmpty)
    }

    @Test("Of several words at a topic the last one stands, once it has stood for a second")
    func heard() {
        let found = FoundStates()
        found.note(message("a", [1], isRetained: false), isWatched: true)
        found.note(message("a", [2], isRetained: false), isWatched: true)
        #expect(found.takeHeard().isEmpty)
        #expect(found.takeHeard(at: .now + .seconds(2)).map(\.payload) == [[2]])
        #expect(found.takeHeard(at: .now + .seconds(2)).isEmpty)
        found.note(message("b", [1], isRetained: false), isWatched: false)
        #expect(found.takeHeard(at: .now + .seconds(2)).isEmpty)
        #expect(found.take().isEmpty)
    }
}
