import Correlator
import Foundation
import MQTT
import Testing

@testable import Bridge

@Suite("What the broker keeps for those who come late")
struct StatesTests {
    /// What a broker has of it, after some time.
    private struct Kept {
        var states = StatesTests.states()
        var topics: [String: String] = [:]
        var published = 0
        var connection = 0
        var open: Set<String> = []

        mutating func note(_ events: [CallEvent]) {
            let open = open
            states.note(events) { open.contains($0) }
        }

        mutating func publish(at milliseconds: Int64) {
            while true {
                let messages = states.take(connection: connection, at: StatesTests.time(milliseconds))
                if messages.isEmpty { return }
                published += messages.count
                for message in messages {
                    #expect(message.retain)
                    topics[message.topic] =
                        message.payload.isEmpty ? nil : String(decoding: message.payload, as: UTF8.self)
                }
            }
        }
    }

    private static func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(microseconds: 1_800_000_000_000_000 + milliseconds * 1000)
    }

    private static func states(homeAssistant: Bool = false) -> States {
        States(
            prefix: "asterisk",
            homeAssistant: HomeAssistantDiscovery(
                discoveryPrefix: "homeassistant", topicPrefix: "asterisk", name: "Asterisk", version: "1"),
            showsHomeAssistant: homeAssistant)
    }

    private static func event(
        _ name: String, of call: String, state: String?, at milliseconds: Int64 = 0, payload: String = "{}"
    ) -> CallEvent {
        CallEvent(
            message: 0, name: name, callID: call, topic: "call/\(call)/\(name)", time: time(milliseconds), sequence: 1,
            eventID: "\(call):\(name):1", payload: Array(payload.utf8), importance: 5, qos: nil, retain: false,
            state: state)
    }

    private static func lamp(_ extension: String, _ state: String) -> CallEvent {
        CallEvent(
            message: 0, name: "extension_state", callID: "", topic: "extension/\(`extension`)/state", time: time(0),
            sequence: 0, eventID: "x", payload: Array(#"{"state":"\#(state)"}"#.utf8), importance: 1, qos: nil,
            retain: true, state: nil)
    }

    @Test("A call says what it is doing since when, and nothing once it is over")
    func call() {
        var kept = Kept(open: ["1.1"])
        kept.note([Self.event("ringing", of: "1.1", state: "ringing", payload: #"{"event":"ringing"}"#)])
        kept.publish(at: 0)
        #expect(
            kept.topics["asterisk/call/1.1/state"]
                == #"{"call_id":"1.1","state":"ringing","since":"2027-01-15T08:00:00.000Z","last":{"event":"ringing"}}"#
        )
        kept.note([Self.event("answered", of: "1.1", state: "talking", at: 1500)])
        kept.note([Self.event("user_event", of: "1.1", state: nil, at: 1600)])
        kept.note([Self.event("transferred", of: "1.1", state: "talking", at: 2500, payload: #"{"to":"23"}"#)])
        kept.publish(at: 2500)
        #expect(
            kept.topics["asterisk/call/1.1/state"]
                == #"{"call_id":"1.1","state":"talking","since":"2027-01-15T08:00:01.500Z","last":{"to":"23"}}"#)
        kept.open = []
        kept.note([Self.event("hungup", of: "1.1", state: nil, at: 3000)])
        kept.publish(at: 4000)
        #expect(
            kept.topics == ["asterisk/calls": #"{"count":0,"calls":[],"timestamp":"2027-01-15T08:00:04.000Z"}"#])
    }

    @Test("All calls are told at a glance, once a second at most, the oldest first")
    func overview() {
        var kept = Kept(open: Set((0..<150).map { "1.\($0)" }))
        kept.publish(at: 0)
        for number in 0..<150 {
            kept.note([Self.event("ringing", of: "1.\(number)", state: "ringing")])
            kept.publish(at: Int64(number))
        }
        #expect(kept.topics["asterisk/calls"]?.hasPrefix(#"{"count":0"#) == true)
        #expect(kept.states.tickWanted(connection: 0, at: Self.time(400)) == .milliseconds(600))
        kept.publish(at: 1000)
        let overview = kept.topics["asterisk/calls"] ?? ""
        #expect(overview.hasPrefix(#"{"count":150,"calls":[{"call_id":"1.0","#))
        #expect(overview.components(separatedBy: "call_id").count - 1 == CallStates.listed)
        #expect(kept.published == 150 + 2)
        #expect(kept.states.tickWanted(connection: 0, at: Self.time(1000)) == nil)
    }

    @Test("What changes while the broker is away is told once, as it is then")
    func away() {
        var kept = Kept(open: ["1.1"])
        kept.publish(at: 0)
        for state in ["busy", "ringing", "busy", "idle"] { kept.note([Self.lamp("21", state)]) }
        kept.note([Self.lamp("22", "busy")])
        kept.publish(at: 100)
        #expect(kept.published == 3)
        #expect(kept.topics["asterisk/extension/21/state"] == #"{"state":"idle"}"#)
        // Another broker, or one that forgot all.
        kept.topics = [:]
        kept.connection = 1
        kept.publish(at: 200)
        #expect(
            kept.topics.keys.sorted() == ["asterisk/calls"] + ["21", "22"].map { "asterisk/extension/\($0)/state" })
        #expect(kept.topics["asterisk/extension/22/state"] == #"{"state":"busy"}"#)
    }

    @Test("What a bridge before this one left is taken over where the call goes on, and cleared where it is over")
    func leftOver() {
        var kept = Kept(open: ["1.1"])
        kept.publish(at: 0)
        for call in ["1.1", "1.2"] {
            let payload = Self.document(of: call)
            kept.topics["asterisk/call/\(call)/state"] = payload
            let found = kept.states.found(Array(payload.utf8), at: "asterisk/call/\(call)/state") { $0 == "1.1" }
            #expect(found?.status.state == (call == "1.1" ? "talking" : nil))
        }
        kept.publish(at: 1500)
        #expect(kept.topics["asterisk/call/1.1/state"] != nil)
        #expect(kept.topics["asterisk/call/1.2/state"] == nil)
        #expect(kept.topics["asterisk/calls"]?.hasPrefix(#"{"count":1,"calls":[{"call_id":"1.1""#) == true)
    }

    private static func document(of call: String) -> String {
        #"""
        {"call_id":"\#(call)","state":"talking","since":"2026-11-24T10:00:00.000Z","last":{"event":"answered"}}
        """#
    }

    @Test(
        "What somebody else left in the place of a call's state is cleared away, and nowhere handed on",
        arguments: [
            "", "busy", "[]", "{}", document(of: "1.2"), document(of: "1.1") + "]", " " + document(of: "1.1"),
            document(of: "1.1") + "\n",
            document(of: "1.1").replacing("2026-11-24T", with: "yesterday "),
            document(of: "1.1").replacing("}}", with: #"},"pbx":"another"}"#),
            document(of: "1.1").replacing("talking", with: String(repeating: "x", count: 70_000)),
        ])
    func foreign(_ payload: String) {
        var kept = Kept(open: ["1.1"])
        kept.publish(at: 0)
        kept.topics["asterisk/call/1.1/state"] = payload.isEmpty ? nil : payload
        #expect(kept.states.found(Array(payload.utf8), at: "asterisk/call/1.1/state") { _ in true } == nil)
        kept.publish(at: 1500)
        #expect(kept.topics["asterisk/call/1.1/state"] == nil)
        #expect(kept.topics["asterisk/calls"]?.hasPrefix(#"{"count":0,"#) == true)
    }

    @Test("Home Assistant is told of the connection, the calls and each extension, in topics that it accepts")
    func homeAssistant() throws {
        var kept = Kept()
        kept.states = Self.states(homeAssistant: true)
        kept.note([Self.lamp("21", "busy"), Self.lamp("a b%2Fü_c", "idle"), Self.lamp("21", "idle")])
        kept.publish(at: 0)
        let topics = kept.topics.filter { $0.key.hasPrefix("homeassistant/") }
        #expect(topics.count == 4)
        for (topic, payload) in topics {
            #expect(
                topic.wholeMatch(of: /homeassistant\/(binary_sensor|sensor)\/[a-zA-Z0-9_-]+\/[a-zA-Z0-9_-]+\/config/)
                    != nil)
            let entity = try #require(
                try JSONSerialization.jsonObject(with: Data(payload.utf8)) as? [String: Any])
            // What Home Assistant needs of an entity, and what it needs to have it removed and renamed by people.
            for key in ["name", "unique_id", "state_topic", "device", "origin"] { #expect(entity[key] != nil) }
        }
        let ids = topics.values.compactMap { $0.firstMatch(of: /"unique_id":"([^"]+)"/)?.1 }
        #expect(Set(ids).count == 4)
    }

    @Test("What Home Assistant was told is taken back when it is to be told no more")
    func takenBack() {
        var kept = Kept()
        kept.publish(at: 0)
        let topic = "homeassistant/sensor/asterisk_mqtt_asterisk/calls/config"
        kept.topics[topic] = "{}"
        #expect(kept.states.found(Array("{}".utf8), at: topic) { _ in false } == nil)
        kept.publish(at: 0)
        #expect(kept.topics[topic] == nil)
        #expect(kept.states.topicFilters.contains("homeassistant/+/asterisk_mqtt_asterisk/+/config"))
    }
}
