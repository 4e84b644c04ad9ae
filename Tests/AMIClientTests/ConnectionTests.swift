import NIOCore
import TestSupport
import Testing

@testable import AMI
@testable import AMIClient

@Suite("The connection", .serialized, .timeLimit(.minutes(5)))
struct ConnectionTests {
    @Test("The secret is shown as the MD5 digest of challenge and secret, with the event mask")
    func md5Login() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(.local(server.port) { $0.eventMask = "call,agent" })
        let peer = try await server.accept()
        try await peer.say("Asterisk Call Manager/11.0.0\n")
        #expect(await peer.action() == "Action: Challenge\nAuthType: MD5\nActionID: login-Challenge")
        try await peer.say("Response: Success\nChallenge: 131177653\n\n")
        // printf '131177653s3cr3t-w0rd' | md5sum
        #expect(
            await peer.action() == """
                Action: Login
                AuthType: MD5
                Username: bridge
                Key: \(Self.digest)
                Events: call,agent
                ActionID: login-Login
                """)
        try await peer.say("Response: Success\nMessage: Authentication accepted\n\n")
        #expect(try await connection.session().managerVersion == "11.0.0")
        await connection.stop()
        try await server.stop()
    }

    static let digest = "b5d0919fad7ee9527ac86f3514122ab2"

    @Test("The secret is sent as it is only where asked for")
    func plainLogin() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(.local(server.port) { $0.authentication = .plain })
        let peer = try await server.accept()
        try await peer.say("Asterisk Call Manager/11.0.0\n")
        #expect(
            await peer.action()
                == "Action: Login\nUsername: bridge\nSecret: s3cr3t-w0rd\nEvents: off\nActionID: login-Login")
        try await peer.say("Response: Success\n\n")
        _ = try await connection.session()
        await connection.stop()
        try await server.stop()
    }

    @Test("Events that come with the acceptance are delivered after the session's beginning")
    func eventsAtOnce() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(.local(server.port))
        let peer = try await server.accept()
        try await peer.acceptLogin(followedBy: "Event: VarSet\nA: b\n\nEvent: FullyBooted\nStatus: Fully Booted\n\n")
        guard case .began = try await connection.next() else {
            Issue.record("the session's beginning comes first")
            return
        }
        #expect(try await connection.message().pairs == ["Event=FullyBooted", "Status=Fully Booted"])
        await connection.stop()
        try await server.stop()
    }

    @Test("An action is sent with an ActionID, and its answer comes to the sink")
    func actions() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(.local(server.port))
        let peer = try await server.accept()
        try await peer.acceptLogin()
        let session = try await connection.session()
        let id = try session.send(AMIAction("CoreShowChannels", ["A": "1", "A": "2"]))
        #expect(await peer.action() == "Action: CoreShowChannels\nA: 1\nA: 2\nActionID: \(id)")
        try await peer.say("Response: Success\nActionID: \(id)\n\n")
        #expect(try await connection.message().pairs == ["Response=Success", "ActionID=\(id)"])
        #expect(try session.send(AMIAction("Ping")) != id)
        await connection.stop()
        #expect(throws: AMIActionError.sessionEnded) { try session.send(AMIAction("Ping")) }
        try await server.stop()
    }

    @Test("Cancelled, it logs off, waits for the close, and says that the end was on purpose")
    func logoff() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(.local(server.port) { $0.logoffTimeout = .seconds(3600) })
        let peer = try await server.accept()
        try await peer.acceptLogin()
        _ = try await connection.session()
        async let stopped: Void = connection.stop()
        #expect(await peer.action()?.hasPrefix("Action: Logoff") == true)
        try await peer.say("Response: Goodbye\nMessage: Thanks for all the fish.\n\n")
        try await peer.close()
        await stopped
        #expect(try await connection.end() == .shutdown)
        try await server.stop()
    }

    @Test("Cancelled while connecting, it returns at once")
    func cancelledWhileConnecting() async throws {
        let backlog = FullBacklog()
        // Were it not cancelled, this would last longer than the test may.
        let connection = RunningConnection(.local(backlog.port) { $0.connectTimeout = .seconds(3600) })
        await connection.stop()
        withExtendedLifetime(backlog) {}
    }

    @Test("Silence is broken by Ping, and a peer that answers is kept")
    func pingAnswered() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(
            .local(server.port) {
                $0.pingInterval = .milliseconds(20)
                $0.deadAfter = .seconds(3600)
            })
        let peer = try await server.accept()
        try await peer.acceptLogin()
        var ids: Set<String> = []
        for _ in 0..<3 {
            let action = try #require(await peer.action())
            #expect(action.hasPrefix("Action: Ping\nActionID: "))
            ids.insert(action)
            try await peer.say("Response: Success\nPing: Pong\nTimestamp: 1795524467.869327\n\n")
        }
        #expect(ids.count == 3)
        await connection.stop()
        try await server.stop()
    }

    @Test("A peer that answers no Ping is given up, and connected to again")
    func pingUnanswered() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(
            .local(server.port) {
                $0.pingInterval = .milliseconds(20)
                $0.deadAfter = .seconds(2)
            })
        let peer = try await server.accept()
        try await peer.acceptLogin()
        #expect(try await connection.end() == .lost(.silent(.seconds(2))))
        #expect(await peer.action()?.hasPrefix("Action: Ping") == true)
        _ = try await server.accept()
        await connection.stop()
        try await server.stop()
    }

    @Test("A paused session reads no more, so its peer can't write on, until it is resumed")
    func backPressure() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(
            .local(server.port) {
                $0.pingInterval = .milliseconds(20)
                $0.deadAfter = .seconds(2)
            })
        connection.gate.pauses = true
        let peer = try await server.accept()
        try await peer.acceptLogin(followedBy: "Event: FullyBooted\n\n")
        let session = try await connection.session()
        // More than the sockets' buffers can hold.
        let event = ByteBuffer(string: "Event: VarSet\r\nValue: \(String(repeating: "x", count: 60_000))\r\n\r\n")
        let total = 400
        let writer = Task { for _ in 0..<total { try await peer.channel.writeAndFlush(event) } }
        let paused = try await connection.paused()
        #expect(paused < 1000)
        // Longer than the time after which a peer that isn't heard counts as dead, since nobody listens.
        let longAfter = ContinuousClock.now + .seconds(3)
        repeat { #expect(try await connection.tickWhilePaused() == paused) } while ContinuousClock.now < longAfter
        connection.gate.pauses = false
        session.resume()
        try await writer.value
        try await peer.say("Event: Hangup\n\n")
        #expect(try await connection.message().pairs == ["Event=Hangup"])
        await connection.stop()
        try await server.stop()
    }

    @Test(
        "Garbage, lines without end and events before their time keep neither the login nor the session from going on")
    func garbage() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(.local(server.port) { $0.loginTimeout = .seconds(3600) })
        let peer = try await server.accept()
        let garbage = """
            What?

            \u{0}\u{1B}[2J: :
            :

            Event: Newchannel
            Channel: \(String(repeating: "x", count: 200_000))


            """
        try await peer.say("Asterisk Call Manager/11.0.0\n" + garbage)
        #expect(await peer.action()?.hasPrefix("Action: Challenge\n") == true)
        try await peer.say(garbage + "Response: Success\nChallenge: 131177653\n\n" + garbage)
        #expect(await peer.action()?.hasPrefix("Action: Login\n") == true)
        try await peer.say(garbage + "Response: Success\n\n" + garbage)
        _ = try await connection.session()
        try await peer.say(garbage + "Event: Hangup\n\n")
        while try await connection.message().pairs != ["Event=Hangup"] {}
        await connection.stop()
        try await server.stop()
    }

    @Test("Neither log nor error text tells the secret or the digest, even at trace level")
    func noSecrets() async throws {
        let server = try await ScriptedServer.start()
        for authentication in [AMIConnectionOptions.Authentication.md5, .plain] {
            let options = AMIConnectionOptions.local(server.port) { $0.authentication = authentication }
            let connection = RunningConnection(options)
            let peer = try await server.accept()
            try await peer.say("Asterisk Call Manager/11.0.0\n")
            if authentication == .md5 {
                _ = await peer.action()
                try await peer.say("Response: Success\nChallenge: 131177653\n\n")
            }
            _ = await peer.action()
            try await peer.say("Response: Error\nMessage: Authentication failed\n\n")
            let reason = try await connection.retry().reason
            await connection.stop()
            let everything = connection.log.lines.joined() + "\(reason) \(reason.remedy) \(options)"
            #expect(!connection.log.lines.isEmpty)
            #expect(!everything.contains("s3cr3t-w0rd"))
            #expect(!everything.contains(Self.digest))
        }
        try await server.stop()
    }
}
