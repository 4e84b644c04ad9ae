import TestSupport
import Testing

@testable import AMIClient

@Suite("Each way to fail has its own name and remedy", .serialized, .timeLimit(.minutes(5)))
struct FailureTests {
    /// What a server does, and what that is to be called.
    struct Behaviour: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var expected: AMIDisconnection
        /// Whether it is time that tells, and not what the server does.
        var waits = false
        var act: @Sendable (ScriptedPeer) async throws -> Void
    }

    static let behaviours = [
        Behaviour(testDescription: "says nothing", expected: .notAMI(.silent), waits: true) { _ in },
        Behaviour(testDescription: "closes", expected: .notAMI(.closed)) { try await $0.close() },
        Behaviour(testDescription: "is SSH", expected: .notAMI(.otherGreeting("SSH-2.0-OpenSSH_9.2"))) {
            try await $0.say("SSH-2.0-OpenSSH_9.2\n")
        },
        Behaviour(testDescription: "never ends its line", expected: .notAMI(.otherGreeting("Astronomy")), waits: true) {
            try await $0.say("Astronomy")
        },
        Behaviour(testDescription: "refuses the credentials", expected: .loginRefused(.credentials)) {
            try await $0.say("Asterisk Call Manager/11.0.0\n")
            _ = await $0.action()
            try await $0.say("Response: Success\nChallenge: 1\n\n")
            _ = await $0.action()
            try await $0.say("Response: Error\nActionID: login-Login\nMessage: Authentication failed\n\n")
        },
        Behaviour(testDescription: "asks for a digest of nothing but the secret", expected: .loginRefused(.other(""))) {
            try await $0.say("Asterisk Call Manager/11.0.0\n")
            _ = await $0.action()
            try await $0.say("Response: Success\nChallenge: \n\n")
        },
        Behaviour(testDescription: "refuses for lack of permission", expected: .loginRefused(.permission)) {
            try await $0.say("Asterisk Call Manager/11.0.0\n")
            _ = await $0.action()
            try await $0.say("Response: Error\nMessage: Permission denied\n\n")
        },
        Behaviour(
            testDescription: "refuses for a reason of its own", expected: .loginRefused(.other("Go\u{FFFD}[31maway"))
        ) {
            try await $0.say("Asterisk Call Manager/11.0.0\n")
            _ = await $0.action()
            try await $0.say("Response: Error\nMessage: Go\u{1B}[31maway\n\n")
        },
        Behaviour(testDescription: "falls silent in the login", expected: .lost(.loginTimedOut), waits: true) {
            try await $0.say("Asterisk Call Manager/11.0.0\n")
        },
        Behaviour(testDescription: "closes in the login", expected: .lost(.closedByPeer)) {
            try await $0.say("Asterisk Call Manager/11.0.0\n")
            _ = await $0.action()
            try await $0.close()
        },
        Behaviour(testDescription: "closes in the session", expected: .lost(.closedByPeer)) {
            try await $0.acceptLogin()
            try await $0.close()
        },
    ]

    @Test("A server that", arguments: behaviours)
    func server(behaviour: Behaviour) async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(
            .local(server.port) { $0.loginTimeout = behaviour.waits ? .milliseconds(200) : .seconds(3600) })
        var retry: (reason: AMIDisconnection, delay: Duration)
        // On a busy machine the time may be over before the server has done its part; it has another chance.
        repeat {
            let peer = try await server.accept()
            do { try await behaviour.act(peer) } catch { #expect(behaviour.waits, "\(error)") }
            retry = try await connection.retry()
        } while behaviour.waits && retry.reason == .notAMI(.silent) && behaviour.expected != retry.reason
        #expect(retry.reason == behaviour.expected)
        if case .loginRefused = retry.reason {
            #expect(retry.delay > .seconds(200))
            #expect(
                connection.log.lines.contains {
                    $0.contains("since frequent attempts can get") && $0.contains("banned")
                })
        } else {
            #expect(retry.delay <= .milliseconds(20))
        }
        await connection.stop()
        try await server.stop()
    }

    @Test("A port where nothing listens is told from one where nobody answers, and from no such host")
    func unreachable() async throws {
        let refused = RunningConnection(.local(Int(LoopbackPort.free())))
        #expect(try await refused.retry().reason == .unreachable(.refused))
        await refused.stop()

        let backlog = FullBacklog()
        let silent = RunningConnection(.local(backlog.port) { $0.connectTimeout = .milliseconds(150) })
        #expect(try await silent.retry().reason == .unreachable(.timedOut))
        await silent.stop()
        withExtendedLifetime(backlog) {}

        // Two dots in a row are in no name, so no server is asked.
        let nowhere = RunningConnection(.local(5038) { $0.host = "no..name" })
        #expect(try await nowhere.retry().reason == .unreachable(.noSuchName))
        await nowhere.stop()
    }

    @Test(
        "Every outcome but a shutdown says what happened, and all but a plain close say what to do",
        arguments: [
            AMIDisconnection.unreachable(.refused), .unreachable(.noSuchName), .unreachable(.timedOut),
            .unreachable(.other("x")), .tls(.untrusted), .tls(.hostName), .tls(.notTLS), .tls(.timedOut),
            .tls(.configuration("x")), .tls(.handshake("x")), .notAMI(.silent), .notAMI(.closed),
            .notAMI(.otherGreeting("x")), .loginRefused(.credentials), .loginRefused(.permission),
            .loginRefused(.other("x")), .lost(.silent(.seconds(45))), .lost(.loginTimedOut),
        ])
    func remedies(reason: AMIDisconnection) {
        #expect(!reason.description.isEmpty)
        #expect(reason.remedy.count > 20)
    }
}
