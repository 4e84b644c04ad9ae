import ArgumentParser
import NIOCore
import NIOPosix
import NIOSSL

struct PlayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Plays recordings as an AMI server.",
        discussion: """
            Clients can log in (plain or MD5), set their event mask and send Ping. CoreShowChannels, DeviceStateList and \
            QueueStatus return the channels, devices and queues at that point. Other lists that were requested during \
            the recording return the recorded items, without those about calls.

            Each round has new ids (Uniqueid, Linkedid, channel and bridge names). Timestamps start now and keep the \
            intervals of the recording at any speed, so that durations stay the same. Events are sent at the time of \
            their Timestamp or of the file NAME.times, otherwise evenly. No event is dropped: the player waits for \
            slow clients.

            EXAMPLES:
              wiretap play monday.raw --speed 10 --loop
              wiretap play Fixtures/22.10/*.raw --calls-per-second 5 --loop --listen 127.0.0.1:0
            """)

    @Argument(help: "The recordings, played in turn.", completion: .file(extensions: ["raw"])) var files: [String]
    @Option(help: "The address and port to listen on; port 0 takes a free one and prints it.")
    var listen = "127.0.0.1:5038"
    @Option(help: "A factor of the recorded speed; 0 is as fast as possible.") var speed = 1.0
    @Flag(help: "Repeat without end.") var loop = false
    @Option(help: "Split the recordings into calls, and begin so many of them a second.")
    var callsPerSecond: Double?
    @Option(help: "Events a second, for recordings without times.") var eventsPerSecond = 50.0
    @Flag(inversion: .prefixedNo, help: "Begin after the first login.") var onceConnected = true
    @Option(help: "Begin after so many logins.") var clients = 1
    @Flag(help: "Exit at the end of the recordings.") var exitWhenDone = false
    @Option(help: "Accept only this user.") var user: String?
    @Option(help: "A file with that user's secret. Default: $AMI_SECRET.", completion: .file()) var secretFile: String?
    @Option(help: "Use TLS with this certificate chain (PEM).", completion: .file()) var tlsCert: String?
    @Option(help: "The key of the certificate (PEM).", completion: .file()) var tlsKey: String?

    func validate() throws {
        if !(speed >= 0 && speed.isFinite) { throw ValidationError("--speed must be 0 or more") }
        if let callsPerSecond, !(callsPerSecond > 0 && callsPerSecond <= 100_000) {
            throw ValidationError("--calls-per-second must be above 0 and at most 100000")
        }
        if !(eventsPerSecond > 0 && eventsPerSecond <= 1_000_000) {
            throw ValidationError("--events-per-second must be above 0 and at most 1000000")
        }
        if (tlsCert == nil) != (tlsKey == nil) { throw ValidationError("--tls-cert and --tls-key need each other") }
        if user == nil, secretFile != nil { throw ValidationError("--secret-file needs --user") }
        if Self.address(listen) == nil { throw ValidationError("--listen must be HOST:PORT, not \(listen)") }
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
                    option: nil, file: secretFile, variable: "AMI_SECRET", prompt: "Secret that \(user) has to know: ")
                settings.access = .only(username: user, secret: secret)
            }
            if let tlsCert, let tlsKey { settings.tls = try Self.tlsContext(certificates: tlsCert, key: tlsKey) }
            settings.answers = try PlayInput.answers(files)
            let templates = try PlayInput.templates(
                files, asCalls: callsPerSecond != nil, evenly: Int64(1_000_000 / eventsPerSecond))
            let schedule = PlaySchedule(
                templates, pace: callsPerSecond.map { .perSecond($0) } ?? .inTurn, loops: loop ? nil : 1,
                epoch: CaptureWriter.now())
            let server = PlayServer(schedule, settings: settings, on: MultiThreadedEventLoopGroup.singleton.next())
            let address = try await server.listen()
            // A script may wait for the line, and standard output may be a pipe.
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
