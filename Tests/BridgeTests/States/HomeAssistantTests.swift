import BehaviourSupport
import Correlator
import Foundation
import MQTT
import Testing

@testable import Bridge

@Suite("What Home Assistant is told of phones, queues, trunks and mailboxes")
struct HomeAssistantTests {
    private static let discovery = HomeAssistantDiscovery(
        discoveryPrefix: "homeassistant", topicPrefix: "asterisk", name: "Asterisk", version: "1", legend: .withThings)

    private static func states(legend: Legend = .withThings) -> States {
        var states = States(
            prefix: "asterisk", legend: legend, homeAssistant: discovery, showsHomeAssistant: true)
        _ = states.listed(isWhole: true) { _ in false }
        return states
    }

    private static func event(_ topic: String, _ payload: String) -> CallEvent {
        CallEvent(
            name: topic.split(separator: "/")[0] + "_state", callID: "", topic: "\(topic)/state",
            time: Timestamp(microseconds: 1), sequence: 0, eventID: "x", payload: Array(payload.utf8), importance: 1,
            qos: nil, retain: true, state: nil)
    }

    /// What the broker keeps for Home Assistant, by component and object.
    private static func entities(_ states: inout States) throws -> [String: [String: Any]] {
        var entities: [String: [String: Any]] = [:]
        while true {
            let messages = states.take(connection: 0, at: Timestamp(microseconds: 2))
            if messages.isEmpty { return entities }
            for message in messages where message.topic.hasPrefix("homeassistant/") {
                let levels = message.topic.split(separator: "/")
                entities["\(levels[1])/\(levels[3])"] =
                    message.payload.isEmpty
                    ? [:] : try JSONSerialization.jsonObject(with: Data(message.payload)) as? [String: Any]
            }
        }
    }

    /// An entity as the documentation of Home Assistant's integrations asks for it.
    @Test(
        "Each has an entity for what it does and one for each of its numbers",
        arguments: [
            (
                "queue/support", "sensor/queue_support_callers",
                ["name": "Queue support callers", "unit_of_measurement": "callers", "state_class": "measurement"]
            ),
            (
                "queue/support", "sensor/queue_support_longest_wait_seconds",
                ["name": "Queue support longest wait", "unit_of_measurement": "s", "device_class": "duration"]
            ),
            ("queue/support", "sensor/queue_support_members_free", ["unit_of_measurement": "members"]),
            (
                "trunk/provider", "binary_sensor/trunk_provider",
                [
                    "name": "Trunk provider", "device_class": "connectivity", "payload_on": "online",
                    "payload_off": "offline", "state_topic": "asterisk/trunk/provider/state",
                ]
            ),
            ("trunk/provider", "sensor/trunk_provider_calls", ["unit_of_measurement": "calls"]),
            (
                "mailbox/21@default", "sensor/mailbox_21_40-default_new",
                ["name": "Mailbox 21@default new", "unit_of_measurement": "messages"]
            ),
            (
                "extension/21", "sensor/extension_21",
                ["name": "Extension 21", "device_class": "enum", "unique_id": "asterisk_mqtt_asterisk_extension_21"]
            ),
        ])
    func thing(_ topic: String, _ object: String, _ says: [String: String]) throws {
        var states = Self.states()
        states.note([Self.event(topic, "{}")]) { _ in false }
        let entity = try #require(try Self.entities(&states)[object])
        for (key, value) in says { #expect(entity[key] as? String == value) }
        // It is not known while the PBX is away.
        #expect((entity["availability"] as? [Any])?.count == 2)
    }

    @Test("A phone is called as people call it, also where it is told of without its name, and keeps its id")
    func names() throws {
        var states = Self.states()
        let topic = "asterisk/extension/21/state"
        // By a bridge before this one.
        _ = states.found(Array(#"{"state":"idle","name":"Kitchen"}"#.utf8), at: topic) { _ in false }
        states.note([Self.event("extension/21", #"{"state":"idle"}"#)]) { _ in false }
        var lamp = try Self.entities(&states)["sensor/extension_21"]
        #expect(lamp?["name"] as? String == "Extension 21 Kitchen")
        for payload in [#"{"state":"busy"}"#, #"{"name":" "}"#, #"{"name":7}"#, "[", #"{"name":"Kitchen"}"#] {
            states.note([Self.event("extension/21", payload)]) { _ in false }
            let lamp = try Self.entities(&states)["sensor/extension_21"]
            #expect(lamp == nil)
        }
        states.note([Self.event("extension/21", #"{"state":"idle","name":"Hall"}"#)]) { _ in false }
        lamp = try Self.entities(&states)["sensor/extension_21"]
        #expect(lamp?["name"] as? String == "Extension 21 Hall")
        #expect(lamp?["unique_id"] as? String == "asterisk_mqtt_asterisk_extension_21")
    }

    @Test("What is gone is taken back, with all its entities")
    func gone() throws {
        var states = Self.states()
        states.note([Self.event("queue/support", "{}"), Self.event("queue/sales", "{}")]) { _ in false }
        let told = try Self.entities(&states)
        states.note([Self.event("queue/support", "")]) { _ in false }
        let gone = try Self.entities(&states)
        #expect(gone.count == 6 && gone.values.allSatisfy(\.isEmpty))
        #expect(Set(gone.keys) == Set(told.keys.filter { $0.contains("queue_support") }))
    }

    @Test("There is an entity for each of so many, and then no more")
    func limit() throws {
        var states = Self.states()
        let limit = HomeAssistantDiscovery.thingLimit
        states.note((0..<limit + 100).map { Self.event("extension/\($0)", "{}") }) { _ in false }
        let lamps = try Self.entities(&states).keys.filter { $0.hasPrefix("sensor/extension_") }
        #expect(lamps.count == limit)
    }

    @Test("Calls that ring, are answered or are missed are events, and the last ones are there to be seen")
    func calls() throws {
        var states = Self.states(legend: .builtIn)
        let entities = try Self.entities(&states)
        for (type, topic) in [("rang", "ringing"), ("answered", "answered"), ("missed", "hungup")] {
            let event = try #require(entities["event/\(type)"])
            #expect(event["event_types"] as? [String] == [type])
            #expect(event["state_topic"] as? String == "asterisk/call/+/\(topic)")
        }
        for object in ["last_call", "last_missed_call"] {
            #expect(entities["sensor/\(object)"]?["state_topic"] as? String == "asterisk/call/+/hungup")
        }
        let missed = entities["event/missed"]?["value_template"] as? String ?? ""
        for word in ["no_answer", "cancelled", "busy", "rejected", "outbound"] { #expect(missed.contains("'\(word)'")) }
        for word in ["lost", "merged", "failed", "inbound"] { #expect(!missed.contains("'\(word)'")) }
    }
}
