import AMI
import ArgumentParser
import NIOCore
import NIOPosix
import NIOSSL

import Glibc

struct CaptureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Records the AMI stream of a PBX until Ctrl-C.",
        discussion: """
            The secret comes from --secret-file or $AMI_SECRET; otherwise the terminal asks for it. The login uses \
            an MD5 challenge unless --plain-login is set. Only the owner can read the recording: it contains \
            personal data and the answers to the login. Use `wiretap sanitize` before you share it.

            The AMI user needs `read = all` in manager.conf to record every event, and no write right.

            EXAMPLE: wiretap capture --host pbx.example.org --user wiretap --secret-file secret -o monday.raw
            """)

    @Option(help: "The host of the PBX.") var host = "127.0.0.1"
    @Option(help: "The AMI port. Default: 5038, or 5039 with --tls.") var port: Int?
    @Option(name: [.short, .long], help: "The AMI user.") var user: String
    @Option(help: "A file with the secret in its first line. Default: $AMI_SECRET.", completion: .file())
    var secretFile: String?
    @Option(help: ArgumentHelp("The secret itself; other users of this machine can see it.", visibility: .hidden))
    var secret: String?
    @Flag(help: "Send the secret itself instead of a digest.") var plainLogin = false
    @Option(
        help: "The requested events: on for all, or classes such as call,dialplan.",
        completion: .list(EventClasses.masks))
    var eventMask = "on"
    @Flag(help: "Use TLS.") var tls = false
    @Option(help: "Trust these certificates (PEM) instead of the system's.", completion: .file()) var tlsCA: String?
    @Flag(help: "Don't check the PBX's certificate.") var tlsInsecure = false
    @Option(
        name: [.short, .long], help: "The recording to write; NAME.times gets the arrival times.", completion: .file())
    var output: String
    @Flag(help: "Overwrite an existing file; symbolic links are never followed.") var force = false
    @Option(help: "Stop after so many seconds.") var duration: Double?

    func validate() throws {
        if let port, !(1...65535).contains(port) { throw ValidationError("--port must be from 1 to 65535") }
        if let duration, !(duration > 0) { throw ValidationError("--duration must be more than 0") }
        if !tls, tlsCA != nil || tlsInsecure { throw ValidationError("--tls-ca and --tls-insecure need --tls") }
    }

    func run() async throws {
        try await Wiretap.reporting {
            let secret = try Secret.find(
                option: secret, file: secretFile, variable: "AMI_SECRET", prompt: "AMI secret of \(user): ")
            let isLocal = host == "localhost" || host == "::1" || host.hasPrefix("127.")
            if plainLogin, !tls, !isLocal {
                Wiretap.complain("warning: --plain-login without --tls sends the secret unencrypted")
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
                // Empty files would only block the next attempt.
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
                throw Failure.unavailable("the PBX closed the connection; the recording is complete up to that point")
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
