import Correlator
import MQTT
import Testing

@testable import Bridge

@Suite("Whatever a broker says that it keeps", .timeLimit(.minutes(2)))
struct KeptByAnybodyTests {
    private static let topics = [
        "asterisk/call/1.1/state", "asterisk/call//state", "asterisk/extension/21/state", "asterisk/pbx/status",
        "homeassistant/sensor/asterisk_mqtt_asterisk/extension_21/config", "homeassistant/x/config", "",
    ]
    private static let seeds = [
        #"{"call_id":"1.1","state":"talking","since":"2026-11-24T10:00:00.000Z","last":{"event":"answered"}}"#,
        #"{"state":"online","since":"2026-11-24T10:00:00.000Z"}"#, "active 4503599627370496", "standby", "{}",
    ]

    /// A seed with bytes of it changed, taken out, doubled or put in.
    private static func input(_ generator: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = Array((seeds.randomElement(using: &generator) ?? "").utf8)
        for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0...3, using: &generator) {
            case 0: bytes[place] = .random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(.random(in: 0...255, using: &generator), at: place)
            default: bytes += bytes[place...]
            }
        }
        return bytes
    }

    @Test("is taken over as it should be or set right, and ends nothing")
    func anything() {
        var generator = SystemRandomNumberGenerator()
        var adopted = 0
        for _ in 0..<20_000 {
            let payload = Self.input(&generator)
            let topic = Self.topics.randomElement(using: &generator) ?? ""
            var states = States(
                prefix: "asterisk",
                homeAssistant: HomeAssistantDiscovery(
                    discoveryPrefix: "homeassistant", topicPrefix: "asterisk", name: "PBX", version: "1"),
                showsHomeAssistant: .random(using: &generator))
            if Bool.random(using: &generator) { _ = states.listed(isWhole: .random(using: &generator)) { _ in true } }
            if let call = states.found(payload, at: topic, isOpen: { _ in true }) {
                adopted += 1
                #expect(call.status.document.allSatisfy { $0 >= 0x20 }, "\(payload)")
            }
            _ = states.overwritten(payload, at: topic)
            _ = states.listed(isWhole: true) { _ in false }
            _ = states.take(connection: 0, at: .now())

            var election = Election(instance: "b")
            election.heard("b", "standby", isRetained: false, at: .now)
            election.heard("a", String(decoding: payload, as: UTF8.self), isRetained: true, at: .now)
            _ = election.decide(at: .now + .seconds(2))
            let role = election.role
            #expect(Election.Role(role.text) == role)
        }
        #expect(adopted > 100)
    }
}
