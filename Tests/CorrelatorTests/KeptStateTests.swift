import AMI
@testable import Correlator
import Testing

@Suite("What is kept of phones, queues and trunks, event by event")
struct KeptStateTests {
    @Test("A phone that was idle and is called says in which call it rings")
    func lamp() {
        var teller = Teller(.watched)
        _ = teller.tell("DeviceStateChange", ["Device": "PJSIP/22", "State": "NOT_INUSE"])
        teller.placeCall("1.1", from: "21", to: "22")
        _ = teller.tell(
            "Newchannel",
            ["Uniqueid": "1.2", "Linkedid": "1.1", "Channel": "PJSIP/22-00000002", "ChannelStateDesc": "Down"])
        _ = teller.tell(
            "Newstate",
            ["Uniqueid": "1.2", "Linkedid": "1.1", "Channel": "PJSIP/22-00000002", "ChannelStateDesc": "Ringing"])
        let told = teller.tell("DeviceStateChange", ["Device": "PJSIP/22", "State": "RINGING"])
        #expect(told.count == 1)
        #expect(told.first?.contains(#""state":"ringing""#) == true)
        #expect(told.first?.contains(#""call_id":"1.1""#) == true)
        let over = teller.tell("DeviceStateChange", ["Device": "PJSIP/22", "State": "NOT_INUSE"])
        #expect(over.first?.contains("call_id") == false)
    }

    @Test("A phone that is in two calls is still in the other when one is over")
    func twoCalls() {
        var teller = Teller(.watched)
        for (number, channel) in [("1", "PJSIP/22-00000001"), ("2", "PJSIP/22-00000002")] {
            let ids: KeyValuePairs = ["Uniqueid": "\(number).2", "Linkedid": "\(number).1", "Channel": channel]
            _ = teller.tell("Newchannel", ids, ("ChannelStateDesc", "Down"))
            _ = teller.tell("Newstate", ids, ("ChannelStateDesc", "Up"))
        }
        func call(_ told: [String]) -> String? {
            told.last { $0.hasPrefix("extension/22/") }?.firstMatch(of: #/"call_id":"([^"]+)"/#).map { String($0.1) }
        }
        #expect(call(teller.tell("DeviceStateChange", ["Device": "PJSIP/22", "State": "INUSE"])) == "2.1")
        let second: KeyValuePairs = ["Uniqueid": "2.2", "Linkedid": "2.1", "Channel": "PJSIP/22-00000002"]
        _ = teller.tell("Hangup", second, ("Cause", "16"))
        #expect(call(teller.wait(1)) == "1.1")
        let first: KeyValuePairs = ["Uniqueid": "1.2", "Linkedid": "1.1", "Channel": "PJSIP/22-00000001"]
        _ = teller.tell("Hangup", first, ("Cause", "16"))
        let over = teller.wait(1)
        #expect(over.count == 1 && call(over) == nil)
    }

    @Test("A phone that dials something in the dialplan says in which call it is")
    func dialplan() {
        var teller = Teller(.watched)
        _ = teller.tell("DeviceStateChange", ["Device": "PJSIP/21", "State": "NOT_INUSE"])
        teller.placeCall("1.1", from: "21", to: "700")
        let told = teller.tell("DeviceStateChange", ["Device": "PJSIP/21", "State": "INUSE"])
        #expect(told.last?.contains(#""call_id":"1.1""#) == true)
    }

    @Test("A phone in a call that becomes one with another is in that one")
    func merged() {
        var teller = Teller(.watched)
        let ids: KeyValuePairs = ["Uniqueid": "2.2", "Linkedid": "2.1", "Channel": "PJSIP/22-00000002"]
        _ = teller.tell(
            "Newchannel", ["Uniqueid": "1.1", "Linkedid": "1.1", "Channel": "PJSIP/21-00000001"],
            ("ChannelStateDesc", "Up"))
        _ = teller.tell("Newchannel", ids, ("ChannelStateDesc", "Down"))
        _ = teller.tell("Newstate", ids, ("ChannelStateDesc", "Up"))
        _ = teller.tell("DeviceStateChange", ["Device": "PJSIP/22", "State": "INUSE"])
        _ = teller.tell("NewConnectedLine", ["Uniqueid": "2.2", "Linkedid": "1.1", "Channel": "PJSIP/22-00000002"])
        #expect(teller.wait(1).last?.contains(#""call_id":"1.1""#) == true)
    }

    @Test("A phone in a call that was known before a restart says in which call it is")
    func restart() throws {
        var options = CorrelatorOptions()
        options.notesChanges = true
        var before = Correlator(tables: .watched, options: options)
        let state = "Channel: PJSIP/22-00000002\r\nUniqueid: 1.2\r\nLinkedid: 1.1\r\nChannelStateDesc: Up\r\n"
        before.hear("Event: Newchannel\r\n\(state)\r\nEvent: Newstate\r\n\(state)\r\n")
        let record = try #require(before.takeChanges().first?.record)

        var after = Correlator(tables: .watched, options: options)
        let isRestored = after.restore(record)
        #expect(isRestored)
        after.arrival = Timestamp(microseconds: 1_800_000_000_000_000)
        after.hear("Event: DeviceStateChange\r\nDevice: PJSIP/22\r\nState: INUSE\r\n\r\n")
        after.beginRollCall(actionID: "7")
        after.hear("Event: CoreShowChannel\r\nActionID: 7\r\n\(state)\r\n")
        after.hear("Event: CoreShowChannelsComplete\r\nActionID: 7\r\nListItems: 1\r\n\r\n")
        after.advance(to: Timestamp(microseconds: 1_800_000_001_000_000))
        let told = after.takeEvents().map { String(decoding: $0.payload, as: UTF8.self) }
        #expect(told.last?.contains(#""call_id":"1.1""#) == true)
    }

    @Test("A queue's agent is done when the caller is gone, where the queue itself reports it too late to name him")
    func lateQueue() {
        var teller = Teller(.watched)
        let caller: KeyValuePairs = ["Uniqueid": "1.1", "Linkedid": "1.1", "Channel": "PJSIP/21-00000001"]
        let queue: KeyValuePairs = [
            "Uniqueid": "1.1", "Linkedid": "1.1", "Channel": "PJSIP/21-00000001", "Queue": "support",
            "Interface": "PJSIP/22", "MemberName": "Bert", "DestUniqueid": "1.2", "DestLinkedid": "1.1",
            "DestChannel": "PJSIP/22-00000002", "HoldTime": "3",
        ]
        teller.placeCall("1.1", from: "21", to: "900")
        _ = teller.tell("QueueCallerJoin", caller, ("Queue", "support"))
        _ = teller.tell(
            "Newchannel", ["Uniqueid": "1.2", "Linkedid": "1.1", "Channel": "PJSIP/22-00000002"],
            ("ChannelStateDesc", "Down"))
        _ = teller.tell("AgentConnect", queue)
        _ = teller.wait(6)
        let told = teller.tell("Hangup", caller, ("Cause", "16"))
        let done = told.first { $0.hasPrefix("call/1.1/agent_completed ") }
        #expect(done?.contains(#""hold_duration_seconds":3,"talk_duration_seconds":7"#) == true)
        #expect(done?.contains(#""queue":"support""#) == true)
        let late = teller.tell(
            "AgentComplete", ["Queue": "support", "Interface": "PJSIP/22", "MemberName": "Bert", "TalkTime": "8"])
        #expect(late.isEmpty)
    }

    @Test("A caller in whose place a transfer put another does not wait in the queue for ever")
    func replacedCaller() {
        var teller = Teller(.watched)
        _ = teller.tell("QueueParams", ["Queue": "support"])
        _ = teller.tell("QueueStatusComplete")
        teller.placeCall("1.1", from: "21", to: "900")
        teller.placeCall("2.1", from: "provider", to: "900")
        let consulted: KeyValuePairs = [
            "Uniqueid": "1.1", "Linkedid": "1.1", "Channel": "PJSIP/21-00000001", "Queue": "support",
        ]
        let waiting = teller.tell("QueueCallerJoin", consulted, ("Position", "1"))
        #expect(waiting.contains { $0.hasPrefix("queue/support/state ") && $0.contains(#""callers":1"#) })
        let transferred: KeyValuePairs = [
            "Uniqueid": "2.1", "Linkedid": "2.1", "Channel": "PJSIP/provider-00000002", "Queue": "support",
        ]
        let left = teller.tell("QueueCallerLeave", transferred, ("Count", "0"))
        #expect(left.contains { $0.hasPrefix("queue/support/state ") && $0.contains(#""callers":0"#) })
    }

    @Test("However slowly the members of a queue are listed, they are all counted in the end")
    func slowList() {
        var teller = Teller(.watched)
        _ = teller.tell("QueueParams", ["Queue": "support"])
        var told: [String] = []
        for member in ["21", "22"] {
            told += teller.tell(
                "QueueMember", ["Queue": "support", "Location": "PJSIP/\(member)", "Status": "1", "Paused": "0"])
        }
        told += teller.tell("QueueStatusComplete")
        #expect(told.last?.contains(#""members_free":2"#) == true)
    }

    @Test("A trunk whose registration is refused is offline, whatever its endpoint is")
    func registration() {
        var teller = Teller(.watched, trunks: ["PJSIP/provider*"])
        let account = (client: "sip:me@provider.example", server: "sip:provider.example")
        func state(_ told: [String]) -> String? {
            told.last?.firstMatch(of: #/"state":"(\w+)"/#).map { String($0.1) }
        }
        // Of a registration that is nobody's, nothing can be said.
        #expect(
            teller.tell("Registry", ["Username": account.client, "Domain": account.server, "Status": "Rejected"]) == [])
        #expect(
            state(teller.tell("DeviceStateChange", ["Device": "PJSIP/provider", "State": "NOT_INUSE"])) == "online")
        let listed = teller.tell(
            "OutboundRegistrationDetail",
            [
                "ObjectName": "account", "Endpoint": "provider", "ClientUri": account.client,
                "ServerUri": account.server, "Status": "Rejected",
            ])
        #expect(state(listed) == "offline")
        #expect(state(teller.tell("DeviceStateChange", ["Device": "PJSIP/provider", "State": "INUSE"])) == nil)
        #expect(
            state(
                teller.tell("Registry", ["Username": account.client, "Domain": account.server, "Status": "Registered"]))
                == "online")
        // It registers again every hour.
        #expect(
            teller.tell("Registry", ["Username": account.client, "Domain": account.server, "Status": "Registered"])
                == [])
        #expect(
            state(teller.tell("DeviceStateChange", ["Device": "PJSIP/provider", "State": "UNAVAILABLE"])) == "offline")
        #expect(
            state(teller.tell("DeviceStateChange", ["Device": "PJSIP/provider", "State": "NOT_INUSE"])) == "online")
        #expect(
            state(
                teller.tell(
                    "Registry", ["Username": account.client, "Domain": account.server, "Status": "Unregistered"]))
                == "offline")
    }

    @Test(
        "A trunk with several registrations is offline only where all of them are refused, and one is known by its own name, too"
    )
    func registrations() {
        var teller = Teller(.watched, trunks: ["PJSIP/provider*"])
        _ = teller.tell("DeviceStateChange", ["Device": "PJSIP/provider", "State": "NOT_INUSE"])
        let told = [("provider", "", "a"), ("second", "provider", "b")].map { name, endpoint, account in
            teller.tell(
                "OutboundRegistrationDetail",
                [
                    "ObjectName": name, "Endpoint": endpoint, "ClientUri": account, "ServerUri": "s",
                    "Status": account == "a" ? "Rejected" : "Registered",
                ])
        }
        #expect(told[0].last?.contains(#""state":"offline""#) == true)
        #expect(told[1].last?.contains(#""state":"online""#) == true)
        // What has no endpoint is no trunk.
        #expect(
            teller.tell(
                "OutboundRegistrationDetail",
                [
                    "ObjectName": "provider-reg-0", "Endpoint": "", "ClientUri": "c", "ServerUri": "s",
                    "Status": "Registered",
                ]) == [])
    }
}

extension Teller {
    /// A phone or a trunk places a call; its channel has the number that the call's id begins with.
    fileprivate mutating func placeCall(_ id: String, from endpoint: String, to called: String) {
        _ = tell(
            "Newchannel",
            [
                "Uniqueid": id, "Linkedid": id, "Channel": "PJSIP/\(endpoint)-0000000\(id.prefix(1))",
                "ChannelStateDesc": "Ring", "CallerIDNum": endpoint, "Exten": called,
            ])
    }
}

extension Correlator {
    /// Receives events.
    fileprivate mutating func hear(_ text: String) {
        var decoder = AMIDecoder()
        let bytes = Array(("Asterisk Call Manager/11.0.0\r\n" + text).utf8)
        decoder.decode(bytes.span.bytes, into: &self)
    }
}
