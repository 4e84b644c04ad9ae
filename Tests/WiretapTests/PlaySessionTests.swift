import Testing

@testable import wiretap

@Suite("The AMI dialogue of a play")
struct PlaySessionTests {
    private static let access = PlaySession.Access.only(username: "demo", secret: "hush")

    private func ask(_ session: inout PlaySession, _ lines: String...) -> PlaySession.Reply {
        session.receive(
            Array((lines.map { $0 + "\r\n" }.joined() + "\r\n").utf8), channels: LiveChannels(), at: 1_500_000)
    }

    @Test("Login by secret and by digest, right and wrong", arguments: [true, false], ["hush", "wrong"])
    func login(digest: Bool, secret: String) {
        var server = PlaySession(access: Self.access, challenge: "123456789")
        var client = LoginDialog(username: "demo", secret: secret, usesDigest: digest)
        var outcome = client.receive(PlaySession.banner)
        var last = PlaySession.Reply()
        while case .send(let action) = outcome {
            // Each byte alone: neither side may count on whole messages.
            last = PlaySession.Reply()
            for byte in action {
                let reply = server.receive([byte], channels: LiveChannels(), at: 0)
                last.bytes += reply.bytes
                last.closes = last.closes || reply.closes
            }
            outcome = .waiting
            for byte in last.bytes where outcome == .waiting { outcome = client.receive([byte]) }
        }
        #expect(outcome == (secret == "hush" ? .loggedIn : .refused("Authentication failed")))
        #expect(server.isLoggedIn == (secret == "hush"))
        #expect(last.closes == (secret != "hush"))
    }

    @Test("Before a login nothing is answered but a login")
    func permission() {
        var session = PlaySession(access: Self.access)
        let reply = ask(&session, "Action: CoreShowChannels", "ActionID: 7")
        #expect(Captures.text(reply.bytes) == "Response: Error\r\nActionID: 7\r\nMessage: Permission denied\r\n\r\n")
    }

    @Test("Devices are listed as the play has told of them")
    func devices() {
        var devices = LiveDevices()
        for (device, state) in [("PJSIP/21", "INUSE"), ("PJSIP/22", "RINGING"), ("PJSIP/21", "NOT_INUSE")] {
            devices.take(
                Array(Captures.message("Event: DeviceStateChange", "Device: \(device)", "State: \(state)").utf8))
        }
        var session = PlaySession(access: .anybody)
        _ = ask(&session, "Action: Login", "Username: a", "Secret: b")
        let reply = session.receive(
            Array("Action: DeviceStateList\r\nActionID: 4\r\n\r\n".utf8), channels: LiveChannels(), devices: devices,
            at: 0)
        let item = { (device: String, state: String) in
            Captures.message("Event: DeviceStateChange", "ActionID: 4", "Device: \(device)", "State: \(state)")
        }
        #expect(
            Captures.text(reply.bytes)
                == Captures.message(
                    "Response: Success", "ActionID: 4", "EventList: start", "Message: Device State Changes will follow")
                + item("PJSIP/21", "NOT_INUSE") + item("PJSIP/22", "RINGING")
                + Captures.message(
                    "Event: DeviceStateListComplete", "ActionID: 4", "EventList: Complete", "ListItems: 2"))
    }

    @Test("All devices of a recording are listed from the beginning, doing what they do first")
    func devicesToBePlayed() {
        var answers = RecordedAnswers()
        for (device, state) in [("PJSIP/22", "RINGING"), ("PJSIP/22", "INUSE"), ("PJSIP/21", "NOT_INUSE")] {
            let event = Captures.message(
                "Event: DeviceStateChange", "Privilege: call,all", "Device: \(device)", "State: \(state)")
            answers.add(Array(event.utf8).span.bytes)
        }
        func list(_ devices: LiveDevices) -> String {
            var session = PlaySession(access: .anybody)
            _ = ask(&session, "Action: Login", "Username: a", "Secret: b")
            return Captures.text(
                session.receive(
                    Array("Action: DeviceStateList\r\nActionID: 4\r\n\r\n".utf8), channels: LiveChannels(),
                    devices: devices, answers: answers, at: 0
                ).bytes)
        }
        var devices = answers.devices
        #expect(list(devices).contains("Device: PJSIP/22\r\nState: RINGING\r\n"))
        #expect(list(devices).contains("Device: PJSIP/21\r\nState: NOT_INUSE\r\n"))
        #expect(list(devices).contains("ListItems: 2\r\n"))
        devices.take(Array(Captures.message("Event: DeviceStateChange", "Device: PJSIP/22", "State: INUSE").utf8))
        #expect(list(devices).contains("Device: PJSIP/22\r\nState: INUSE\r\n"))
        // A PBX without any says so.
        #expect(list(LiveDevices()).hasPrefix("Response: Success\r\n"))
        #expect(list(LiveDevices()).contains("ListItems: 0\r\n"))
    }

    @Test("Queues are listed with their members and who waits, as the play has told of them")
    func queues() throws {
        let recording = try Captures.scenario("queue-answered")
        let template = PlayTemplate(CaptureSource(recording))
        var answers = RecordedAnswers()
        answers.add(recording.span.bytes)
        var live = answers.queues
        // Before anything is played: all queues of the recording, their members free, and nobody waits.
        func list(_ queue: String? = nil, at time: Int64 = 0) -> [[String: String]] {
            var session = PlaySession(access: .anybody)
            _ = ask(&session, "Action: Login", "Username: a", "Secret: b")
            let action = "Action: QueueStatus\r\nActionID: 6\r\n" + (queue.map { "Queue: \($0)\r\n" } ?? "") + "\r\n"
            return Captures.messages(
                session.receive(Array(action.utf8), channels: LiveChannels(), queues: live, answers: answers, at: time)
                    .bytes
            ).map { Dictionary($0.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }) }
        }
        let before = list()
        #expect(before.first?["Response"] == "Success" && before.last?["Event"] == "QueueStatusComplete")
        #expect(before.last?["ListItems"] == "\(before.count - 2)")
        #expect(before.allSatisfy { $0["ActionID"] == "6" })
        let items = before.dropFirst().dropLast()
        #expect(Set(items.compactMap { $0["Queue"] }).isSuperset(of: ["linear", "locals", "ringall", "rrmemory"]))
        #expect(items.allSatisfy { $0["Event"] == "QueueParams" || $0["Event"] == "QueueMember" })
        #expect(items.allSatisfy { ["0", nil].contains($0["Calls"]) })
        let bert = try #require(items.first { $0["Name"] == "Bert" })
        #expect(bert["Location"] == "Local/22@internal/n" && bert["Membership"] == "static" && bert["Status"] == "1")
        // What Asterisk's own list of a queue has.
        #expect(Set(bert.keys).isSuperset(of: ["StateInterface", "Penalty", "InCall", "Paused", "LastPause"]))

        var schedule = PlaySchedule([template], pace: .inTurn, loops: 1, epoch: 0)
        var (waited, rang) = (0, false)
        while let step = schedule.next() {
            guard step.message.tellsOfQueue else { continue }
            var event: [UInt8] = []
            template.append(step.message, step.ids, to: &event)
            live.take(event, at: step.time)
            let ringall = list("ringall", at: step.time + 2_500_000)
            #expect(ringall.allSatisfy { ["ringall", nil].contains($0["Queue"]) })
            let entries = ringall.filter { $0["Event"] == "QueueEntry" }
            #expect(entries.count == Int(ringall[1]["Calls"] ?? ""))
            guard let entry = entries.first else { continue }
            waited += 1
            #expect(entry["Position"] == "1" && entry["CallerIDNum"] == "02015550100" && entry["Uniqueid"] != nil)
            if Captures.text(event).contains("QueueCallerJoin") { #expect(entry["Wait"] == "2") }
            rang = rang || ringall.contains { $0["Status"] == "6" }
        }
        #expect(waited > 0 && rang)
        #expect(list().allSatisfy { $0["Event"] != "QueueEntry" })
    }

    @Test("What the recorder was told of queues counts for more than what changed later; a PBX without queues says so")
    func listedQueues() {
        let recording =
            Captures.message(
                "Event: QueueMemberStatus", "Privilege: agent,all", "Queue: a", "Interface: PJSIP/21", "Status: 2")
            + Captures.message(
                "Event: QueueMemberStatus", "Privilege: agent,all", "Queue: b", "Interface: PJSIP/22", "Status: 5")
            + Captures.message(
                "Response: Success", "ActionID: r", "EventList: start", "Message: Queue status will follow")
            + Captures.message("Event: QueueParams", "Queue: a", "Strategy: linear", "ActionID: r")
            + Captures.message(
                "Event: QueueMember", "Queue: a", "Name: Ann", "Location: PJSIP/21", "Status: 3", "Paused: 1",
                "ActionID: r")
            + Captures.message("Event: QueueStatusComplete", "ActionID: r", "EventList: Complete", "ListItems: 2")
        var answers = RecordedAnswers()
        answers.add(Array(recording.utf8).span.bytes)
        let text = Captures.text(answers.queues.list(of: nil, actionID: nil, at: 0))
        #expect(text.contains("Strategy: linear\r\n") && text.contains("Name: Ann\r\nLocation: PJSIP/21\r\n"))
        #expect(text.contains("Status: 3\r\nPaused: 1\r\n"))
        #expect(text.contains("Location: PJSIP/22\r\n") && text.contains("Status: 5\r\n"))
        #expect(text.contains("ListItems: 4\r\n"))
        var session = PlaySession(access: .anybody)
        _ = ask(&session, "Action: Login", "Username: a", "Secret: b")
        let none = Captures.text(ask(&session, "Action: QueueStatus").bytes)
        #expect(none.hasPrefix("Response: Success\r\n") && none.hasSuffix("ListItems: 0\r\n\r\n"))
    }

    @Test("Lists that the recorder asked for are given again, but for what they say of calls")
    func recordedLists() {
        let recording =
            Captures.message(
                "Response: Success", "ActionID: r-1", "EventList: start", "Message: Queue status will follow")
            + Captures.message("Event: QueueParams", "Queue: support", "ActionID: r-1", "Calls: 1")
            + Captures.message("Event: Newchannel", "Privilege: call,all", "Uniqueid: 1.1")
            + Captures.message("Event: QueueEntry", "Queue: support", "Uniqueid: 1795524468.1", "ActionID: r-1")
            + Captures.message("Event: QueueStatusComplete", "ActionID: r-1", "EventList: Complete", "ListItems: 2")
            + Captures.message("Response: Success", "ActionID: r-2", "EventList: start", "Message: x")
            + Captures.message("Event: DeviceStateChange", "ActionID: r-2", "Device: PJSIP/21", "State: BUSY")
            + Captures.message("Event: DeviceStateListComplete", "ActionID: r-2", "EventList: Complete", "ListItems: 1")
        var answers = RecordedAnswers()
        answers.add(Array(recording.utf8).span.bytes)
        var session = PlaySession(access: .anybody)
        _ = ask(&session, "Action: Login", "Username: a", "Secret: b")
        let reply = { (session: inout PlaySession, action: String) in
            Captures.text(
                session.receive(
                    Array("Action: \(action)\r\nActionID: 5\r\n\r\n".utf8), channels: LiveChannels(),
                    devices: answers.devices, answers: answers, at: 0
                ).bytes)
        }
        #expect(
            reply(&session, "QueueStatus")
                == Captures.message(
                    "Response: Success", "ActionID: 5", "EventList: start", "Message: Queue status will follow")
                + Captures.message("Event: QueueParams", "ActionID: 5", "Queue: support", "Calls: 1")
                + Captures.message("Event: QueueStatusComplete", "ActionID: 5", "EventList: Complete", "ListItems: 1"))
        #expect(reply(&session, "DeviceStateList").contains("Device: PJSIP/21\r\nState: BUSY\r\n"))
        #expect(reply(&session, "ParkedCalls").hasPrefix("Response: Error"))
    }

    @Test("Ping, Events, an unknown action and Logoff are answered as Asterisk does")
    func actions() {
        var session = PlaySession(access: .anybody)
        #expect(ask(&session, "Action: Login", "Username: a", "Secret: b", "Events: off").loggedIn)
        #expect(session.mask.isEmpty)
        #expect(
            Captures.text(ask(&session, "action: PING", "ActionID: 2").bytes)
                == "Response: Success\r\nActionID: 2\r\nPing: Pong\r\nTimestamp: 1.500000\r\n\r\n")
        #expect(
            Captures.text(ask(&session, "Action: Events", "EventMask: call,cdr").bytes)
                == "Response: Success\r\nEvents: On\r\n\r\n")
        #expect(session.mask == EventClasses(mask: "cdr,call"))
        #expect(
            Captures.text(ask(&session, "Action: Nonsense").bytes).hasPrefix(
                "Response: Error\r\nMessage: Invalid/unknown command"))
        let goodbye = ask(&session, "Action: Logoff")
        #expect(goodbye.closes)
        #expect(Captures.text(goodbye.bytes).hasPrefix("Response: Goodbye\r\n"))
    }

    @Test("An action without an end closes the connection instead of filling the memory")
    func bound() {
        var session = PlaySession(access: .anybody)
        let reply = session.receive(
            [UInt8](repeating: 0x41, count: PlaySession.longestAction + 1), channels: LiveChannels(), at: 0)
        #expect(reply.closes)
    }

    @Test(
        "An event goes to who asked for its class",
        arguments: [
            ("call,all", "call", true), ("call,all", "on", true), ("dialplan,all", "call", false),
            ("call,dialplan,all", "call", false), ("new,all", "on", true), ("new,all", "call", false),
            ("all", "off", true),
        ])
    func mask(privilege: String, mask: String, isSent: Bool) {
        #expect(EventClasses(mask: mask).isSuperset(of: EventClasses(privilege: privilege)) == isSent)
    }

    @Test("CoreShowChannels tells of the channels alive at that point, as they are then")
    func channels() throws {
        let template = PlayTemplate(CaptureSource(try Captures.bytes("answered_callee_hangs_up")))
        var schedule = PlaySchedule([template], pace: .inTurn, loops: 1, epoch: 0)
        var live = LiveChannels()
        var most = 0
        var listed: [[(name: String, value: String)]] = []
        while let step = schedule.next() {
            var event: [UInt8] = []
            template.append(step.message, step.ids, to: &event)
            live.take(event, at: step.time)
            if Captures.text(event).contains("BridgeEnter") {
                listed = Captures.messages(live.list(actionID: Array("9".utf8), at: step.time))
            }
            most = max(most, live.count)
        }
        #expect(most == 2)
        #expect(live.count == 0)
        #expect(
            listed.map { $0[0].value } == ["Success", "CoreShowChannel", "CoreShowChannel", "CoreShowChannelsComplete"])
        let caller = Dictionary(listed[1].map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        #expect(caller["ActionID"] == "9")
        #expect(caller["ChannelStateDesc"] == "Up")
        #expect(caller["Application"] == "Dial")
        #expect(caller["Duration"] == "00:00:01")
        #expect(caller["BridgeId"]?.count == 36)
        #expect(listed[3].last?.value == "2")
    }

    @Test("A channel of which something is said after its Hangup is not there again, unless it begins anew")
    func afterHangup() {
        var channels = LiveChannels()
        func take(_ event: String) {
            channels.take(Array("Event: \(event)\r\nChannel: Local/22@x-1;1\r\nUniqueid: 1.2\r\n\r\n".utf8), at: 0)
        }
        for event in ["Newchannel", "Hangup", "NewCallerid"] { take(event) }
        #expect(channels.count == 0)
        take("Newchannel")
        #expect(channels.count == 1)
    }
}
