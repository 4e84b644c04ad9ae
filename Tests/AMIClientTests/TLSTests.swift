import TestSupport
import Testing

@testable import AMIClient

@Suite("TLS", .serialized, .timeLimit(.minutes(5)))
struct TLSTests {
    let certificates: Certificates

    init() async throws { certificates = try await Certificates.shared.value }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var certificate: String
        var ca: String?
        var verification: AMIConnectionOptions.TLS.Verification
        /// Nil for a session.
        var failure: AMIDisconnection?
    }

    @Test(
        "Of a certificate",
        arguments: [
            Case(testDescription: "all is right", certificate: "server", ca: "ca", verification: .full),
            Case(
                testDescription: "the authority is another", certificate: "server", ca: "other-ca", verification: .full,
                failure: .tls(.untrusted)),
            Case(
                testDescription: "the authority is none of the system's", certificate: "server", verification: .full,
                failure: .tls(.untrusted)),
            Case(
                testDescription: "the host is another", certificate: "elsewhere", ca: "ca", verification: .full,
                failure: .tls(.hostName)),
            Case(testDescription: "any host will do", certificate: "elsewhere", ca: "ca", verification: .anyHost),
            Case(testDescription: "nothing is checked", certificate: "elsewhere", ca: nil, verification: .none),
            Case(
                testDescription: "the authority's file is missing", certificate: "server", ca: "missing",
                verification: .full, failure: .tls(.configuration(""))),
        ])
    func certificate(test: Case) async throws {
        let server = try await ScriptedServer.start(tls: certificates.server(test.certificate))
        let connection = RunningConnection(
            .local(server.port) {
                $0.tls = .init(
                    caFile: test.ca.map { certificates.certificate($0) }, verification: test.verification)
            })
        if let failure = test.failure {
            let reason = try await connection.retry().reason
            if case .tls(.configuration(let text)) = reason, failure == .tls(.configuration("")) {
                #expect(text.contains("missing.pem"))
            } else {
                #expect(reason == failure)
            }
        } else {
            let peer = try await server.accept()
            try await peer.acceptLogin(followedBy: "Event: Hangup\n\n")
            #expect(try await connection.message().pairs == ["Event=Hangup"])
        }
        await connection.stop()
        try await server.stop()
    }

    @Test("A name in the certificate is checked as well as an address")
    func hostName() async throws {
        let server = try await ScriptedServer.start(tls: certificates.server("server"))
        let connection = RunningConnection(
            .local(server.port) {
                $0.host = "localhost"
                $0.tls = .init(caFile: certificates.ca)
            })
        try await server.accept().acceptLogin()
        _ = try await connection.session()
        await connection.stop()
        try await server.stop()
    }

    @Test("An AMI port without TLS is told from a bad certificate")
    func notTLS() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(.local(server.port) { $0.tls = .init(caFile: certificates.ca) })
        let peer = try await server.accept()
        try await peer.say("Asterisk Call Manager/11.0.0\n")
        #expect(try await connection.retry().reason == .tls(.notTLS))
        await connection.stop()
        try await server.stop()
    }

    @Test("A TLS port that is talked to without TLS is no AMI")
    func tlsWithout() async throws {
        let server = try await ScriptedServer.start(tls: certificates.server("server"))
        let connection = RunningConnection(.local(server.port) { $0.loginTimeout = .milliseconds(100) })
        #expect(try await connection.retry().reason == .notAMI(.silent))
        await connection.stop()
        try await server.stop()
    }

    @Test("A port that is silent in the handshake is given up in time")
    func silentHandshake() async throws {
        let server = try await ScriptedServer.start()
        let connection = RunningConnection(
            .local(server.port) {
                $0.tls = .init(caFile: certificates.ca)
                $0.loginTimeout = .milliseconds(100)
            })
        #expect(try await connection.retry().reason == .tls(.timedOut))
        await connection.stop()
        try await server.stop()
    }
}
