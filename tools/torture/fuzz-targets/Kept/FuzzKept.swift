import Correlator
import Fuzzing
import MQTT
import Operations

@testable import Bridge

/// What a broker says that it keeps, and what others say of themselves in an election, whatever it is, is taken for what it
/// should be or set right. The first byte says where it stands and what is known by then.
@main
enum FuzzKept {
    static let topics = [
        "asterisk/call/1.1/state", "asterisk/call//state", "asterisk/extension/21/state", "asterisk/pbx/status",
        "homeassistant/sensor/asterisk_mqtt_asterisk/extension_21/config", "homeassistant/x/config",
        "asterisk/call/state",
        "",
    ]

    static func main() {
        Fuzzer.run { start, count in
            let input = Fuzzer.bytes(start, count)
            guard let first = input.first else { return 0 }
            let payload = Array(input.dropFirst())
            FuzzKept.look(at: payload, FuzzKept.topics[Int(first) % FuzzKept.topics.count], first)
            var election = Election(instance: "b")
            election.heard("b", "standby", isRetained: false, at: .now)
            for line in String(decoding: payload, as: UTF8.self).split(separator: "\n") {
                let words = line.split(separator: " ", maxSplits: 1)
                election.heard(
                    String(words.first ?? ""), String(words.last ?? ""), isRetained: first & 1 == 0, at: .now)
            }
            _ = election.decide(at: .now + .seconds(2))
            let role = election.role
            precondition(Election.Role(role.text) == role, "a role that nobody can read")
            _ = SeenEvents.eventID(in: payload)
            return 0
        }
    }

    static func look(at payload: [UInt8], _ topic: String, _ first: UInt8) {
        let found = FoundStates()
        let message = MQTTReceivedMessage(
            topic: topic, payload: payload, qos: .atMostOnce, isRetained: first & 16 == 0)
        found.note(message, isWatched: true)
        var states = States(
            prefix: "asterisk",
            homeAssistant: HomeAssistantDiscovery(
                discoveryPrefix: "homeassistant", topicPrefix: "asterisk", name: "PBX", version: "1"),
            showsHomeAssistant: first & 32 == 0)
        if first & 64 == 0 { _ = states.listed(isWhole: first & 128 == 0) { _ in true } }
        for kept in found.take() {
            guard let call = states.found(kept.payload, at: kept.topic, isOpen: { _ in true }) else { continue }
            precondition(call.status.document.allSatisfy { $0 >= 0x20 }, "a line break in what the board shows")
        }
        for heard in found.takeHeard(at: .now + .seconds(2)) { _ = states.overwritten(heard.payload, at: heard.topic) }
        _ = states.listed(isWhole: true) { _ in false }
        for message in states.take(connection: 0, at: .now()) where message.topic == "asterisk/calls" {
            precondition(!message.payload.isEmpty, "no overview")
        }
    }
}
