import AMI
import CallSpec
import Correlator
import Foundation
import Testing

@Suite("Things besides calls and channels have facts and timers of their own")
struct ThingTests {
    /// Shops with shelves in them, and what is said of each.
    static let spec = """
        { "ami": { "time": "Timestamp", "channel": { "id": "Uniqueid", "name": "Channel", "call": "Linkedid" },
            "events": {
              "Newchannel": { "class": "call", "channel": "begins" }, "Hangup": { "class": "call", "channel": "ends" },
              "QueueParams": { "class": "agent", "channel": "none", "headers": ["Queue"] },
              "QueueMemberStatus": { "class": "agent", "channel": "none", "headers": ["Queue", "Interface", "Status"] },
              "QueueMemberRemoved": { "class": "agent", "channel": "none", "headers": ["Queue", "Interface"] },
              "QueueCallerJoin": { "class": "agent", "headers": ["Queue"] },
              "MessageWaiting": { "class": "call", "channel": "none", "headers": ["Mailbox", "New"] },
              "MiniVoiceMail": { "class": "call", "channel": "none", "headers": ["Action", "Mailbox", "Counter"] },
              "DeviceStateChange": { "class": "call", "channel": "none", "headers": ["Device", "State"] },
              "PeerEntry": { "class": "call", "channel": "none", "headers": ["ObjectName", "IPaddress"] },
              "PeerStatus": { "class": "system", "channel": "none", "headers": ["Address", "PeerStatus"] } } },
          "facts": { "call": { "queue": { "type": "text", "about": "The queue." } } },
          "things": {
            "queue": { "about": "A queue.", "key": "$Queue", "most": 3,
              "facts": { "joined": { "type": "number", "about": "How many came." }, "last": { "type": "text", "about": "Who came last." } },
              "timers": { "tick": { "about": "Now and then.", "milliseconds": 1000 } } },
            "member": { "about": "A member.", "part_of": "queue", "key": "$Interface",
              "facts": { "status": { "type": "number", "about": "What he is doing." }, "since": { "type": "time", "about": "Since when." } } },
            "box": { "about": "A box.", "key": [{ "join": ["$Mailbox", "@", "$Action"] }, "$Mailbox"],
              "facts": { "new": { "type": "number", "about": "Messages." } } },
            "address": { "about": "Where a device is.", "key": ["$IPaddress", "$Address"],
              "facts": { "of": { "type": "text", "about": "Which device." } } },
            "device": { "about": "A device.", "key": ["$Device", { "join": ["SIP/", "$ObjectName"] }, "$address.of"],
              "facts": { "outside": { "type": "flag", "about": "A trunk.", "names_from": "trunks" },
                "status": { "type": "text", "about": "How it is." } } }
          },
          "states": { "on": { "about": "There." }, "off": { "about": "Gone.", "final": true } },
          "triggers": {
            "asked": { "about": "A queue is told.", "on": "QueueParams", "from": "@outside", "do": [{ "clear": "queue" }, { "emit": "queue_state", "if_changed": true }] },
            "status": { "about": "A member is doing something.", "on": "QueueMemberStatus", "from": "@outside",
              "do": [{ "set": { "member.status": "$Status", "member.since": "$now" }, "emit": "queue_state", "if_changed": true }] },
            "removed": { "about": "A member goes.", "on": "QueueMemberRemoved", "from": "@outside", "cases": [
              { "when": { "Interface": "all" }, "do": { "forget": "queue" } }, { "do": [{ "forget": "member" }, { "emit": "queue_state", "if_changed": true }] }] },
            "joins": { "about": "A caller comes.", "on": "QueueCallerJoin", "from": "*",
              "do": [{ "add": { "queue.joined": 1 }, "set": { "queue.last": "$channel.name", "call.queue": "$queue.key" }, "start": "tick" },
                { "emit": "queue_state", "if_changed": true }, { "emit": "came" }] },
            "joins_unseen": { "about": "The same of a call that nobody saw.", "on": "QueueCallerJoin", "from": "@outside",
              "do": [{ "add": { "queue.joined": 1 } }, { "emit": "queue_state", "if_changed": true }] },
            "ticks": { "about": "Time passes.", "on": "@timer.tick", "where": { "queue.joined": { "at_least": 1 } }, "from": "@outside",
              "do": { "emit": "queue_state", "start": "tick" } },
            "waits": { "about": "A message.", "on": { "MessageWaiting": {} }, "from": "@outside", "do": { "set": { "box.new": "$New" }, "emit": "box_state", "if_changed": true } },
            "mini": { "about": "A message.", "on": "MiniVoiceMail", "from": "@outside", "do": { "set": { "box.new": "$Counter" }, "emit": "box_state", "if_changed": true } },
            "device": { "about": "A trunk.", "on": "DeviceStateChange", "where": { "device.outside": true }, "from": "@outside", "do": { "emit": "trunk" } },
            "addressed": { "about": "Where a device is.", "on": "PeerEntry", "from": "@outside", "do": { "set": { "address.of": "$device.key" } } },
            "peer": { "about": "Whoever is at an address.", "on": "PeerStatus", "where": { "device.outside": true }, "from": "@outside",
              "do": [{ "set": { "device.status": "$PeerStatus" } }, { "emit": "peer" }] },
            "over": { "about": "Over.", "on": { "@last_channel_ended": {}, "@last_channel_moved": {}, "@last_channel_lost": {} }, "to": "off" }
          },
          "common_fields": { "before": { "event": { "value": "$message" } } },
          "messages": {
            "came": { "description": "A caller came", "fields": { "queue": { "value": "$call.queue" } } },
            "queue_state": { "description": "A queue", "call": false, "retain": true, "topic": "queue/{queue.key}",
              "fields": { "joined": { "value": "$queue.joined" }, "last": { "value": "$queue.last", "optional": true },
                "busy": { "value": { "count": "member", "where": { "member.status": { "at_least": 2 } } } },
                "lowest": { "value": { "least": "$member.status" }, "optional": true },
                "first": { "seconds_from": { "least": "$member.since" } }, "timestamp": { "value": "$now" } } },
            "box_state": { "description": "A box", "call": false, "retain": true, "topic": "box/{box.key}", "fields": { "new": { "value": "$box.new" } } },
            "peer": { "description": "A peer", "call": false, "retain": true, "topic": "peer/{device.endpoint}", "fields": { "status": { "value": "$device.status" } } },
            "trunk": { "description": "A trunk", "call": false, "retain": true, "topic": "trunk/{device.endpoint}",
              "fields": { "channels": { "value": { "count": "channel", "where": { "channel.device": { "equals": "$device.key" } } } } } }
          }, "q850_causes": true }
        """

    /// A correlator that runs this spec.
    static func teller(trunks: [String] = []) throws -> Teller {
        let (program, diagnostics) = SpecificationCompiler.compile(Array(spec.utf8))
        #expect(diagnostics.filter { $0.severity == .error }.map(\.message) == [])
        return Teller(try #require(program).tables, trunks: trunks)
    }

    @Test("A thing is known by its key, and a part by its own and its whole's")
    func keys() throws {
        var teller = try Self.teller()
        let some: [(String, String, String)] = [
            ("a", "1", #"queue/a {"joined":0,"busy":0,"lowest":1,"first":0.0}"#),
            ("b", "3", #"queue/b {"joined":0,"busy":1,"lowest":3,"first":0.0}"#),
        ]
        for (queue, status, said) in some {
            let told = teller.tell("QueueMemberStatus", ["Queue": queue, "Interface": "PJSIP/21", "Status": status])
            #expect(told == [said])
        }
        let told = teller.tell("QueueMemberStatus", ["Queue": "a", "Interface": "PJSIP/22", "Status": "2"])
        #expect(told == [#"queue/a {"joined":0,"busy":1,"lowest":1,"first":2.0}"#])
        #expect(teller.correlator.knownThings == 5)
    }

    @Test("What is about no call is sent by one without its being about it, and beside what is")
    func both() throws {
        var teller = try Self.teller()
        _ = teller.tell("Newchannel", ["Uniqueid": "1.1", "Linkedid": "1.1", "Channel": "PJSIP/21-00000001"])
        let told = teller.tell(
            "QueueCallerJoin",
            ["Uniqueid": "1.1", "Linkedid": "1.1", "Channel": "PJSIP/21-00000001", "Queue": "a"])
        #expect(
            told == [
                #"queue/a {"joined":1,"last":"PJSIP/21-00000001","busy":0,"first":0.0}"#,
                #"call/1.1/came {"event":"came","queue":"a"}"#,
            ])
    }

    @Test("What an event says of things is true though its channel is not known")
    func unseen() throws {
        var teller = try Self.teller()
        let told = teller.tell(
            "QueueCallerJoin",
            ["Uniqueid": "1.1", "Linkedid": "1.1", "Channel": "PJSIP/21-00000001", "Queue": "a"])
        #expect(told == [#"queue/a {"joined":1,"busy":0,"first":0.0}"#])
        #expect(teller.correlator.counters.unknownChannels == 1)
    }

    @Test("A state is sent where more than its time is another, and again in a new session")
    func changes() throws {
        var teller = try Self.teller()
        let box: KeyValuePairs = ["Mailbox": "21", "New": "1"]
        #expect(teller.tell("MessageWaiting", box) == [#"box/21 {"new":1}"#])
        #expect(teller.tell("MessageWaiting", box) == [])
        #expect(teller.tell("MessageWaiting", ["Mailbox": "21", "New": "2"]) == [#"box/21 {"new":2}"#])
        #expect(teller.tell("MessageWaiting", box) == [#"box/21 {"new":1}"#])
        teller.correlator.sessionBegan()
        #expect(teller.tell("MessageWaiting", box) == [#"box/21 {"new":1}"#])
    }

    @Test("A key can be joined of several values, of which all have to be there")
    func joined() throws {
        var teller = try Self.teller()
        let whole = teller.tell("MiniVoiceMail", ["Action": "default", "Mailbox": "21", "Counter": "4"])
        #expect(whole == [#"box/21@default {"new":4}"#])
        #expect(teller.tell("MiniVoiceMail", ["Mailbox": "21", "Counter": "4"]) == [#"box/21 {"new":4}"#])
    }

    @Test("What is forgotten is taken back from the broker, and its parts are gone")
    func forgotten() throws {
        var teller = try Self.teller()
        for member in ["21", "22"] {
            _ = teller.tell("QueueMemberStatus", ["Queue": "a", "Interface": member, "Status": "2"])
        }
        let one = teller.tell("QueueMemberRemoved", ["Queue": "a", "Interface": "21"])
        #expect(one == [#"queue/a {"joined":0,"busy":1,"lowest":2,"first":1.0}"#])
        #expect(teller.tell("QueueMemberRemoved", ["Queue": "a", "Interface": "all"]) == ["queue/a "])
        #expect(teller.correlator.knownThings == 0)
        // It is as if it had never been.
        let again = teller.tell("QueueMemberStatus", ["Queue": "a", "Interface": "23", "Status": "1"])
        #expect(again == [#"queue/a {"joined":0,"busy":0,"lowest":1,"first":0.0}"#])
    }

    @Test("What is cleared is still there, with nothing known of it and without parts")
    func cleared() throws {
        var teller = try Self.teller()
        _ = teller.tell("QueueMemberStatus", ["Queue": "a", "Interface": "21", "Status": "2"])
        #expect(teller.tell("QueueParams", ["Queue": "a"]) == [#"queue/a {"joined":0,"busy":0,"first":0.0}"#])
        #expect(teller.correlator.knownThings == 1)
    }

    @Test("Of more than there may be, those of which nothing was heard for longest are forgotten and counted")
    func bounds() throws {
        var teller = try Self.teller()
        for queue in ["a", "b", "c", "a"] { _ = teller.tell("QueueParams", ["Queue": queue]) }
        let told = teller.tell("QueueParams", ["Queue": "d"])
        #expect(told == ["queue/b ", #"queue/d {"joined":0,"busy":0,"first":0.0}"#])
        #expect(teller.correlator.counters.forgottenThings == 1)
        #expect(teller.correlator.knownThings == 3)
    }

    @Test("What the PBX does not tell of after a login is no more")
    func sessions() throws {
        var teller = try Self.teller()
        for queue in ["a", "b"] { _ = teller.tell("QueueParams", ["Queue": queue]) }
        teller.correlator.sessionBegan()
        _ = teller.tell("QueueParams", ["Queue": "b"])
        teller.correlator.sessionListed()
        #expect(teller.take() == ["queue/a "])
        #expect(teller.correlator.knownThings == 1)
    }

    @Test("A timer of a thing is over for that one, and what it starts again is not over before the present")
    func timers() throws {
        var teller = try Self.teller()
        for queue in ["a", "b"] {
            _ = teller.tell(
                "QueueCallerJoin", ["Uniqueid": "1.1", "Linkedid": "1.1", "Channel": "x", "Queue": queue])
        }
        // Only what is seen to begin has a timer here.
        #expect(teller.wait(5) == [])
        _ = teller.tell("Newchannel", ["Uniqueid": "2.1", "Linkedid": "2.1", "Channel": "x"])
        _ = teller.tell("QueueCallerJoin", ["Uniqueid": "2.1", "Linkedid": "2.1", "Channel": "x", "Queue": "b"])
        #expect(teller.wait(1) == [#"queue/b {"joined":2,"last":"x","busy":0,"first":0.0}"#])
        #expect(teller.wait(60).count == 1)
        #expect(teller.wait(1).count == 1)
        // As at the end of a recording: it ends.
        teller.correlator.advance(to: Timestamp(microseconds: .max))
        #expect(teller.take().count == 1)
    }

    @Test("A flag can follow from a thing's key, and channels can be counted")
    func devices() throws {
        var teller = try Self.teller(trunks: ["PJSIP/line-*"])
        for number in 1...2 {
            _ = teller.tell(
                "Newchannel",
                ["Uniqueid": "\(number).1", "Linkedid": "\(number).1", "Channel": "PJSIP/line-0000000\(number)"])
        }
        #expect(
            teller.tell("DeviceStateChange", ["Device": "PJSIP/line", "State": "INUSE"]) == [
                #"trunk/line {"channels":2}"#
            ])
        #expect(teller.tell("DeviceStateChange", ["Device": "PJSIP/21", "State": "INUSE"]) == [])
    }

    @Test("A thing can be known by what another remembers")
    func known() throws {
        var teller = try Self.teller(trunks: ["SIP/2*"])
        #expect(teller.tell("PeerStatus", ["Address": "10.0.0.7", "PeerStatus": "Reachable"]) == [])
        _ = teller.tell("PeerEntry", ["ObjectName": "21", "IPaddress": "10.0.0.7"])
        _ = teller.tell("PeerEntry", ["ObjectName": "22", "IPaddress": "10.0.0.8"])
        #expect(
            teller.tell("PeerStatus", ["Address": "10.0.0.8", "PeerStatus": "Lagged"]) == [
                #"peer/22 {"status":"Lagged"}"#
            ])
        #expect(
            teller.tell("PeerStatus", ["Address": "10.0.0.7", "PeerStatus": "Unreachable"]) == [
                #"peer/21 {"status":"Unreachable"}"#
            ])
    }
}
