import AMI
import ArgumentParser
import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

struct CaptureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Record what a PBX says, byte by byte, until Ctrl-C.",
        discussion: """
            The secret comes from --secret-file, else from $AMI_SECRET, else it's asked for on the terminal. The login \
            is by MD5 challenge unless --plain-login. The file is readable by its owner alone: what it holds is \
            personal; `wiretap sanitize` makes it fit to be shown. It includes the login's answers.

            The AMI user needs `read = all` in manager.conf for everything there is, and no write right at all.

            EXAMPLE: wiretap capture --host pbx.example.org --user wiretap --secret-file secret -o monday.raw
            """)

    @Option(help: "The PBX.") var host = "127.0.0.1"
    @Option(help: "Its AMI port; 5039 with --tls if not given.") var port: Int?
    @Option(name: [.short, .long], help: "The AMI user.") var user: String
    @Option(help: "A file with the secret in its first line.") var secretFile: String?
    @Option(help: ArgumentHelp("The secret itself; other users of this machine can see it.", visibility: .hidden))
    var secret: String?
    @Flag(help: "Send the secret itself instead of a digest.") var plainLogin = false
    @Option(help: "What to hear of: on, or classes such as call,dialplan.") var eventMask = "on"
    @Flag(help: "Connect by TLS.") var tls = false
    @Option(help: "Trust these certificates (PEM) instead of the system's.") var tlsCA: String?
    @Flag(help: "Don't check the PBX's certificate.") var tlsInsecure = false
    @Option(name: [.short, .long], help: "The file to record to; NAME.times gets the arrival times.") var output: String
    @Flag(help: "Overwrite the file if it's there.") var force = false
    @Option(help: "End after so many seconds.") var duration: Double?

    func validate() throws {
        if let port, !(1...65535).contains(port) { throw ValidationError("--port is not from 1 to 65535") }
        if let duration, !(duration > 0) { throw ValidationError("--duration is not more than 0") }
        if !tls, tlsCA != nil || tlsInsecure { throw ValidationError("--tls-ca and --tls-insecure go with --tls") }
    }

    func run() async throws {
        try await Wiretap.reporting {
            let secret = try Secret.find(
                option: secret, file: secretFile, variable: "AMI_SECRET", prompt: "AMI secret of \(user): ")
            let isLocal = host == "localhost" || host == "::1" || host.hasPrefix("127.")
            if plainLogin, !tls, !isLocal {
                Wiretap.complain("warning: --plain-login without --tls sends the secret over the network in clear")
            }
            let context = try tls ? tlsContext() : nil
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let meter = ProgressMeter(isOn: isatty(STDERR_FILENO) == 1)
            let client = CaptureClient(
                LoginDialog(username: user, secret: secret, usesDigest: !plainLogin, events: eventMask),
                to: try CaptureWriter(path: output, overwrite: force), on: loop
            ) { meter.show($0) }
            let interrupts = Interrupts { Task { await client.stop() } }
            if let duration {
                loop.scheduleTask(in: .nanoseconds(Int64(duration * 1e9))) { client.assumeIsolated { $0.stop() } }
            }
            let target = CaptureClient.Target(host: host, port: port ?? (tls ? 5039 : 5038), tls: context)
            defer { interrupts.end() }
            let end: CaptureClient.End
            let progress: CaptureClient.Progress
            do {
                (end, progress) = try await client.record(target)
            } catch {
                meter.end()
                // Files in which there's nothing would only stand in the way of the next try.
                if await client.byteCount == 0 {
                    unlink(output)
                    unlink(ArrivalTimes.path(besides: output))
                }
                throw error
            }
            meter.end()
            Wiretap.complain(
                "\(output): \(progress.events) events, \(progress.bytes) bytes in \(ProgressMeter.seconds(progress.seconds))"
            )
            if end == .closed {
                throw Failure.unavailable("the PBX closed the connection; the file is complete up to there")
            }
        }
    }

    private func tlsContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let tlsCA { configuration.trustRoots = .file(tlsCA) }
        if tlsInsecure { configuration.certificateVerification = .none }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw Failure.noInput("\(tlsCA ?? "the system's certificates"): \(error)")
        }
    }
}
