import ArgumentParser
import NIOCore
import NIOPosix
import NIOSSL

struct PlayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Be the PBX: serve captures as an AMI server.",
        discussion: """
            Clients log in (plain or MD5), set their event mask, ping and ask for CoreShowChannels, which tells of the \
            channels alive at that point. Each round has ids of its own (Uniqueid, Linkedid, channel and bridge names) \
            and Timestamps that start now and keep the spacing of the recording, whatever the speed, so that durations \
            stay what they were. Events come when their Timestamp or the sidecar says, else evenly. No event is left \
            out: the play waits for a client that doesn't take them.

            EXAMPLES:
              wiretap play monday.raw --speed 10 --loop
              wiretap play Fixtures/22.10/*.raw --calls-per-second 5 --loop --listen 127.0.0.1:0
            """)

    @Argument(help: "The captures, played in turn.", completion: .file(extensions: ["raw"])) var files: [String]
    @Option(help: "Where to listen; port 0 is any free one, and printed.") var listen = "127.0.0.1:5038"
    @Option(help: "How many times as fast as recorded; 0 is as fast as it goes.") var speed = 1.0
    @Flag(help: "Play again and again.") var loop = false
    @Option(help: "Begin so many calls a second, each capture cut into its calls, whatever still runs.")
    var callsPerSecond: Double?
    @Option(help: "Events a second where nothing says when they were.") var eventsPerSecond = 50.0
    @Flag(inversion: .prefixedNo, help: "Begin when the first client has logged in.") var onceConnected = true
    @Option(help: "Begin only after so many logins.") var clients = 1
    @Flag(help: "End with the play instead of serving on.") var exitWhenDone = false
    @Option(help: "Let only this user in.") var user: String?
    @Option(help: "A file with that user's secret; else $AMI_SECRET.") var secretFile: String?
    @Option(help: "Serve TLS with this certificate chain (PEM).") var tlsCert: String?
    @Option(help: "The key to it (PEM).") var tlsKey: String?

    func validate() throws {
        if !(speed >= 0 && speed.isFinite) { throw ValidationError("--speed is not 0 or more") }
        if let callsPerSecond, !(callsPerSecond > 0 && callsPerSecond <= 100_000) {
            throw ValidationError("--calls-per-second is not above 0 and up to 100000")
        }
        if !(eventsPerSecond > 0 && eventsPerSecond <= 1_000_000) {
            throw ValidationError("--events-per-second is not above 0 and up to 1000000")
        }
        if (tlsCert == nil) != (tlsKey == nil) { throw ValidationError("--tls-cert and --tls-key go together") }
        if user == nil, secretFile != nil { throw ValidationError("--secret-file goes with --user") }
        if Self.address(listen) == nil { throw ValidationError("--listen is not HOST:PORT: \(listen)") }
    }

    /// `HOST:PORT`, the host of IPv6 in brackets.
    static func address(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.isEmpty ? nil : (String(host), port)
    }

    func run() async throws {
        try await Wiretap.reporting {
            var settings = PlayServer.Settings()
            if let (host, port) = Self.address(listen) { (settings.host, settings.port) = (host, port) }
            settings.speed = speed
            settings.awaitedClients = onceConnected ? max(1, clients) : 0
            settings.endsWithPlay = exitWhenDone
            if let user {
                let secret = try Secret.find(
                    option: nil, file: secretFile, variable: "AMI_SECRET", prompt: "Secret to ask of \(user): ")
                settings.access = .only(username: user, secret: secret)
            }
            if let tlsCert, let tlsKey { settings.tls = try Self.tlsContext(certificates: tlsCert, key: tlsKey) }
            let templates = try PlayInput.templates(
                files, asCalls: callsPerSecond != nil, evenly: Int64(1_000_000 / eventsPerSecond))
            let schedule = PlaySchedule(
                templates, pace: callsPerSecond.map { .perSecond($0) } ?? .inTurn, loops: loop ? nil : 1,
                epoch: CaptureWriter.now())
            let server = PlayServer(schedule, settings: settings, on: MultiThreadedEventLoopGroup.singleton.next())
            let address = try await server.listen()
            // Whoever started this waits for the line; standard output may be a pipe.
            var output = OutputFile(standardOutput: ())
            let host = address.ipAddress ?? settings.host
            try output.append(
                Array("listening on \(host.contains(":") ? "[\(host)]" : host):\(address.port ?? settings.port)\n".utf8)
            )
            try output.finish()
            let interrupts = Interrupts { Task { await server.stop() } }
            defer { interrupts.end() }
            let summary = try await server.finished()
            Wiretap.complain(
                "played \(summary.messages) events in \(summary.rounds) rounds; "
                    + "\(summary.logins) logins, \(summary.refusedLogins) refused")
        }
    }

    static func tlsContext(certificates: String, key: String) throws -> NIOSSLContext {
        do {
            return try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMFile(certificates).map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
        } catch {
            throw Failure.noInput("\(certificates), \(key): not a certificate chain and its key in PEM: \(error)")
        }
    }
}
