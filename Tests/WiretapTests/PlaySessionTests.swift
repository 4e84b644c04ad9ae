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
}
