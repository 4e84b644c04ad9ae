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

    private static func states(homeAssistant: Bool = false, isListed: Bool = true) -> States {
        var states = States(
            prefix: "asterisk",
            homeAssistant: HomeAssistantDiscovery(
                discoveryPrefix: "homeassistant", topicPrefix: "asterisk", name: "Asterisk", version: "1"),
            showsHomeAssistant: homeAssistant)
        if isListed { _ = states.listed(isWhole: true) { _ in false } }
        return states
    }

    private static func event(
        _ name: String, of call: String, state: String?, at milliseconds: Int64 = 0, payload: String = "{}"
    ) -> CallEvent {
        CallEvent(
            name: name, callID: call, topic: "call/\(call)/\(name)", time: time(milliseconds), sequence: 1,
            eventID: "\(call):\(name):1", payload: Array(payload.utf8), importance: 5, qos: nil, retain: false,
            state: state)
    }

    private static func lamp(_ extension: String, _ state: String) -> CallEvent {
        CallEvent(
            name: "extension_state", callID: "", topic: "extension/\(`extension`)/state", time: time(0),
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

    private static func queue(_ name: String, _ payload: String) -> CallEvent {
        CallEvent(
            name: "queue_state", callID: "", topic: "queue/\(name)/state", time: time(0), sequence: 0, eventID: "",
            payload: Array(payload.utf8), importance: 1, qos: nil, retain: true, state: nil)
    }

    @Test("The state of a queue is kept, and taken back where there is no such queue any more")
    func queues() {
        var kept = Kept(open: [])
        kept.note([Self.queue("support", #"{"callers":1}"#), Self.queue("sales", #"{"callers":0}"#)])
        kept.publish(at: 0)
        #expect(kept.topics["asterisk/queue/support/state"] == #"{"callers":1}"#)
        kept.note([Self.queue("support", "")])
        kept.publish(at: 100)
        #expect(kept.topics["asterisk/queue/support/state"] == nil)
        #expect(kept.topics["asterisk/queue/sales/state"] == #"{"callers":0}"#)
    }

    @Test("The state of a queue of before stays until the PBX has told of all queues, and is taken back then")
    func queuesOfBefore() {
        var kept = Kept()
        kept.states = Self.states(isListed: false)
        let topic = "asterisk/queue/old/state"
        #expect(kept.states.topicFilters.contains { $0.filter == "asterisk/queue/+/state" })
        kept.topics[topic] = #"{"callers":3}"#
        _ = kept.states.found(Array(#"{"callers":3}"#.utf8), at: topic) { _ in false }
        kept.publish(at: 0)
        #expect(kept.topics[topic] != nil)
        _ = kept.states.listed(isWhole: false) { _ in false }
        kept.publish(at: 100)
        #expect(kept.topics[topic] != nil)
        _ = kept.states.listed(isWhole: true) { _ in false }
        kept.publish(at: 200)
        #expect(kept.topics[topic] == nil)
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

    @Test("Home Assistant shows phones below a prefix of any letters", arguments: ["asterisk", "büro/télé"])
    func prefixes(_ prefix: String) {
        var states = States(
            prefix: prefix,
            homeAssistant: HomeAssistantDiscovery(
                discoveryPrefix: "homeassistant", topicPrefix: prefix, name: "Asterisk", version: "1"),
            showsHomeAssistant: true)
        _ = states.take(connection: 0, at: Self.time(0))
        states.note([Self.lamp("21", "busy")]) { _ in false }
        let topics = states.take(connection: 0, at: Self.time(0)).map(\.topic)
        #expect(topics.contains { $0.hasPrefix("homeassistant/") && $0.hasSuffix("/extension_21/config") }, "\(topics)")
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
            // Of one that is over it is said, too: its end may be due.
            #expect(found?.callID == call && found?.status.state == "talking" && found?.status.sequence == 2)
        }
        kept.publish(at: 1500)
        #expect(kept.topics["asterisk/call/1.1/state"] != nil)
        #expect(kept.topics["asterisk/call/1.2/state"] == nil)
        #expect(kept.topics["asterisk/calls"]?.hasPrefix(#"{"count":1,"calls":[{"call_id":"1.1""#) == true)
    }

    private static func document(of call: String) -> String {
        #"""
        {"call_id":"\#(call)","state":"talking","since":"2026-11-24T10:00:00.000Z","last":{"event":"answered","sequence":2}}
        """#
    }

    @Test(
        "What somebody else left in the place of a call's state is cleared away, and nowhere handed on",
        arguments: [
            "", "busy", "[]", "{}", document(of: "1.2"), document(of: "1.1") + "]", " " + document(of: "1.1"),
            document(of: "1.1") + "\n",
            document(of: "1.1").replacing("2026-11-24T", with: "yesterday "),
            document(of: "1.1").replacing("}}", with: #"},"pbx":"another"}"#),
            document(of: "1.1").replacing("}}", with: #"},"pbx":null}"#),
            document(of: "1.1").replacing("}}", with: #"},"\u0070bx":7}"#),
            document(of: "1.1").replacing("}}", with: "},\n\n\"x\":1}"),
            document(of: "1.1").replacing("}}", with: "}\r}"),
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
        #expect(topics.count == 11)
        for (topic, payload) in topics {
            #expect(
                topic.wholeMatch(of: #/homeassistant/(binary_sensor|event|sensor)(/[a-zA-Z0-9_-]+){2}/config/#)
                    != nil)
            let entity = try #require(
                try JSONSerialization.jsonObject(with: Data(payload.utf8)) as? [String: Any])
            // What Home Assistant needs of an entity, and what it needs to have it removed and renamed by people.
            for key in ["name", "unique_id", "state_topic", "device", "origin"] { #expect(entity[key] != nil) }
        }
        let ids = topics.values.compactMap { $0.firstMatch(of: /"unique_id":"([^"]+)"/)?.1 }
        #expect(Set(ids).count == 11)
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
        #expect(kept.states.topicFilters.map(\.filter).contains("homeassistant/+/asterisk_mqtt_asterisk/+/config"))
    }

    private static let lampTopic = "homeassistant/sensor/asterisk_mqtt_asterisk/extension_21/config"

    @Test(
        "Nothing is taken back before Asterisk has told what there is, and of Home Assistant nothing unless it told all"
    )
    func notTakenBackYet() {
        var kept = Kept()
        kept.states = Self.states(homeAssistant: true, isListed: false)
        let topics = [
            Self.lampTopic, Self.lampTopic.replacing("21", with: "99"), "asterisk/call/1.1/state",
            "asterisk/call/1.2/state", "asterisk/extension/99/state",
        ]
        for topic in topics {
            kept.topics[topic] = topic.contains("1.1") ? Self.document(of: "1.1") : "{}"
            let found = kept.states.found(Array((kept.topics[topic] ?? "").utf8), at: topic) { _ in false }
            #expect(found == nil)
        }
        kept.publish(at: 0)
        for topic in topics { #expect(kept.topics[topic] != nil) }
        kept.note([Self.lamp("21", "idle")])
        let adopted = kept.states.listed(isWhole: false) { $0 == "1.1" }
        #expect(adopted.map(\.callID) == ["1.1"])
        kept.publish(at: 1000)
        #expect(kept.topics["asterisk/call/1.1/state"] != nil && kept.topics["asterisk/call/1.2/state"] == nil)
        #expect(kept.topics[Self.lampTopic]?.hasPrefix(#"{"name":"Extension 21""#) == true)
        #expect(kept.topics[topics[1]] == "{}" && kept.topics[topics[4]] == "{}")
        _ = kept.states.listed(isWhole: true) { _ in false }
        kept.publish(at: 2000)
        #expect(kept.topics[Self.lampTopic] != nil && kept.topics[topics[1]] == nil)
        #expect(kept.topics[topics[4]] == nil && kept.topics["asterisk/extension/21/state"] != nil)
    }

    @Test("While the PBX can't be heard its phones are unavailable, also those that a bridge before this one told of")
    func unheard() {
        var kept = Kept(states: Self.states(isListed: false))
        let left = #"{"event":"x","extension":"23","state":"busy","timestamp":"2026-11-24T10:00:00.000Z"}"#
        let topics = ["21", "22", "23", "24"].map { "asterisk/extension/\($0)/state" }
        for topic in topics[2...] {
            kept.topics[topic] = left
            _ = kept.states.found(Array(left.utf8), at: topic, now: Self.time(0)) { _ in false }
        }
        kept.states.pbx(isOnline: false, why: "not connected yet", at: Self.time(0))
        kept.publish(at: 0)
        #expect(kept.topics[topics[2]] == left)
        kept.states.pbxWentAway(at: Self.time(1000))
        kept.publish(at: 1000)
        #expect(
            kept.topics[topics[2]]
                == left.replacing("busy", with: "unavailable").replacing(
                    "2026-11-24T10:00:00.000Z", with: "2027-01-15T08:00:01.000Z"))
        // It comes: one of those of before is there, and one is not.
        kept.states.pbx(isOnline: true, at: Self.time(2000))
        var busy = Self.lamp("21", "busy")
        busy.payload = Array(
            #"""
            {"state":"busy","call_id":"1.1","peer":{"extension":"4,\"}","name":"a:b"},"name":"say \"state\":\"x\"",\#
            "since":"2026-11-24T10:00:00.000Z","event_id":"x:1","pbx":"office"}
            """#.utf8)
        kept.note([busy, Self.lamp("22", "unavailable"), Self.lamp("23", "idle")])
        _ = kept.states.listed(isWhole: true) { _ in false }
        kept.publish(at: 2000)
        #expect(kept.topics[topics[2]] == #"{"state":"idle"}"#)
        #expect(kept.topics[topics[3]] == nil)
        let before = kept.published
        kept.states.pbx(isOnline: false, why: "away", at: Self.time(3000))
        for _ in 0..<2 { kept.states.pbxWentAway(at: Self.time(3000)) }
        kept.publish(at: 3000)
        #expect(kept.published == before + 3)
        #expect(
            kept.topics[topics[0]]
                == #"""
                {"state":"unavailable","name":"say \"state\":\"x\"","since":"2027-01-15T08:00:03.000Z",\#
                "event_id":"x:1:unavailable:1800000003000000","pbx":"office"}
                """#)
        #expect(kept.topics[topics[1]] == #"{"state":"unavailable"}"#)
        kept.states.pbx(isOnline: true, at: Self.time(4000))
        kept.note([Self.lamp("21", "idle")])
        _ = kept.states.listed(isWhole: false) { _ in false }
        kept.publish(at: 4000)
        #expect(kept.topics[topics[0]] == #"{"state":"idle"}"# && kept.topics[topics[1]] != nil)
    }

    @Test(
        "Trunks and numbers dialled by way of a line are no phones",
        arguments: [
            ("PJSIP/21", true), ("PJSIP/provider", false), ("PJSIP/provider-2", false), ("DAHDI/i1/0301234567", false),
            ("DAHDI/1", true), ("SIP/a\\/b", false),
        ])
    func phones(_ device: String, _ isPhone: Bool) {
        var event = Self.lamp("x", "idle")
        event.payload = Array(#"{"state":"idle","device":"\#(device)"}"#.utf8)
        let filter = PhoneFilter(trunks: ["PJSIP/provider-*"])
        #expect(filter.passes(event) == isPhone)
        event.payload = Array(#"{"state":"idle"}"#.utf8)
        #expect(filter.passes(event))
    }

    @Test("What could not be published is still due, and the last state is what is told")
    func putBack() {
        var states = Self.states()
        _ = states.take(connection: 0, at: Self.time(0))
        states.note((0..<300).map { Self.lamp("\($0)", "busy") }) { _ in false }
        let first = states.take(connection: 0, at: Self.time(1))
        #expect(first.count == 300)
        states.note([Self.lamp("7", "idle")]) { _ in false }
        states.putBack(first)
        let second = states.take(connection: 0, at: Self.time(2))
        #expect(Set(second.map(\.topic)) == Set(first.map(\.topic)) && second.count == 300)
        #expect(second.first { $0.topic == "asterisk/extension/7/state" }?.payload == Array(#"{"state":"idle"}"#.utf8))
        let third = states.take(connection: 0, at: Self.time(3))
        #expect(third.isEmpty)
    }

    @Test("Whether the PBX can be heard is told even where states are not, and what others say of it is set right")
    func pbx() {
        var states = States(
            prefix: "asterisk", pbx: "office", keepsStates: false,
            homeAssistant: HomeAssistantDiscovery(
                discoveryPrefix: "homeassistant", topicPrefix: "asterisk", name: "Asterisk", version: "1"),
            showsHomeAssistant: true)
        states.pbx(isOnline: true, at: Self.time(0))
        states.pbx(isOnline: true, version: "22.1.0", at: Self.time(500))
        states.note([Self.lamp("21", "idle")]) { _ in false }
        var messages = states.take(connection: 0, at: Self.time(2000))
        #expect(messages.map(\.topic) == ["asterisk/pbx/status"])
        let online = #"""
            {"state":"online","since":"2027-01-15T08:00:00.000Z","version":"22.1.0","pbx":"office",\#
            "timestamp":"2027-01-15T08:00:00.500Z","event_id":"pbx:online:1800000000000000"}
            """#
        #expect(messages.map { String(decoding: $0.payload, as: UTF8.self) } == [online])
        let mustTell = [online, "{}"].map { states.overwritten(Array($0.utf8), at: "asterisk/pbx/status") }
        #expect(mustTell == [false, true])
        states.pbx(isOnline: false, why: "it is away", at: Self.time(3000))
        messages = states.take(connection: 0, at: Self.time(3000))
        #expect(
            messages.map { String(decoding: $0.payload, as: UTF8.self) } == [
                #"""
                {"state":"offline","since":"2027-01-15T08:00:03.000Z","version":"22.1.0","why":"it is away",\#
                "pbx":"office","timestamp":"2027-01-15T08:00:03.000Z","event_id":"pbx:offline:1800000003000000"}
                """#
            ])
    }

    @Test("The bridge's own message that comes back while the next is on its way is nobody else's")
    func ownEcho() throws {
        var states = States(
            prefix: "asterisk", pbx: nil, keepsStates: false,
            homeAssistant: HomeAssistantDiscovery(
                discoveryPrefix: "homeassistant", topicPrefix: "asterisk", name: "Asterisk", version: "1"),
            showsHomeAssistant: false)
        var payloads: [[UInt8]] = []
        for (second, why) in ["the login was refused", "it is away", "the login was refused"].enumerated() {
            states.pbx(isOnline: false, why: why, at: Self.time(Int64(second) * 1000))
            payloads += states.take(connection: 0, at: Self.time(Int64(second) * 1000)).map(\.payload)
        }
        try #require(payloads.count == 3)
        let isForeign = payloads.map { states.overwritten($0, at: "asterisk/pbx/status") }
        // Only the one before the latest can still be on its way back.
        #expect(isForeign == [true, false, false])
    }

    @Test("Home Assistant is told, and what it was told is taken back, while the bridge runs")
    func switched() {
        var kept = Kept()
        kept.note([Self.lamp("21", "idle")])
        kept.publish(at: 0)
        #expect(!kept.topics.keys.contains { $0.hasPrefix("homeassistant/") })
        func discovery(_ prefix: String) -> HomeAssistantDiscovery {
            HomeAssistantDiscovery(discoveryPrefix: prefix, topicPrefix: "asterisk", name: "Asterisk", version: "1")
        }
        kept.states.apply(discovery("homeassistant"), isShown: true)
        kept.publish(at: 0)
        #expect(kept.topics[Self.lampTopic] != nil)
        kept.states.apply(discovery("ha/x"), isShown: true)
        kept.publish(at: 0)
        #expect(!kept.topics.keys.contains { $0.hasPrefix("homeassistant/") })
        #expect(kept.topics["ha/x/sensor/asterisk_mqtt_asterisk/extension_21/config"] != nil)
        kept.states.apply(discovery("ha/x"), isShown: false)
        kept.publish(at: 0)
        #expect(kept.topics.keys.sorted() == ["asterisk/calls", "asterisk/extension/21/state"])
    }
}
