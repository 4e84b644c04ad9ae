import AMI
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import wiretap

import Glibc

@Suite("Play and capture over a real socket", .serialized, .timeLimit(.minutes(5)))
struct PlayServerTests {
    private func server(
        _ name: String, loops: Int = 1, _ change: (inout PlayServer.Settings) -> Void = { _ in }
    ) throws -> PlayServer {
        var settings = PlayServer.Settings()
        settings.port = 0
        settings.speed = 0
        settings.endsWithPlay = true
        change(&settings)
        let template = PlayTemplate(CaptureSource(try Captures.bytes(name)))
        let schedule = PlaySchedule([template], pace: .inTurn, loops: loops, epoch: 1_800_000_000_000_000)
        return PlayServer(schedule, settings: settings, on: MultiThreadedEventLoopGroup.singleton.next())
    }

    private func record(
        _ address: SocketAddress, to path: String, secret: String = "hush", digest: Bool = true, events: String = "on"
    ) async throws -> CaptureClient.Progress {
        let client = CaptureClient(
            LoginDialog(username: "demo", secret: secret, usesDigest: digest, events: events),
            to: try CaptureWriter(path: path, overwrite: false), on: MultiThreadedEventLoopGroup.singleton.next()
        ) { _ in }
        let (end, progress) = try await client.record(.init(host: "127.0.0.1", port: address.port!, tls: nil))
        #expect(end == .closed)
        return progress
    }

    @Test(
        "A capture of a play is the play to the byte, by both ways to log in",
        arguments: [true, false])
    func roundTrip(digest: Bool) async throws {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/a.raw"
        let server = try server("group_answered", loops: 3) { $0.access = .only(username: "demo", secret: "hush") }
        let address = try await server.listen()
        let progress = try await record(address, to: path, digest: digest)
        let summary = try await server.finished()
        let template = PlayTemplate(CaptureSource(try Captures.bytes("group_answered")))
        #expect(summary == .init(messages: template.messages.count * 3, rounds: 3, logins: 1, refusedLogins: 0))
        // FullyBooted is the login's.
        #expect(progress.events == summary.messages + 1)

        let recorded = try folder.read("a.raw")
        #expect(recorded.count == progress.bytes)
        var played: [UInt8] = []
        var schedule = PlaySchedule([template], pace: .inTurn, loops: 3, epoch: 1_800_000_000_000_000)
        while let step = schedule.next() { template.append(step.message, step.ids, to: &played) }
        #expect(Array(recorded.suffix(played.count)) == played)
        let times = try ArrivalTimes(file: path + ".times")
        #expect(times.chunks.first?.offset == 0)
        #expect(times.chunks.last!.offset < recorded.count)
        #expect(times.chunks.map(\.microseconds) == times.chunks.map(\.microseconds).sorted())
    }

    @Test("A port that is taken is told in the system's words, not in those of a library")
    func takenPort() async throws {
        let first = try server("busy")
        let port = try #require(try await first.listen().port)
        let second = try server("busy") { $0.port = port }
        await #expect(throws: Failure.unavailable("can't listen on 127.0.0.1:\(port): Address already in use")) {
            try await second.listen()
        }
        await first.stop()
        await second.stop()
    }

    @Test("A client that reads slowly, and speaks when the play is over, reads all of it")
    func lateReader() async throws {
        let server = try server("group_answered", loops: 100)
        let address = try await server.listen()
        let socket = try #require(LoopbackPort.connect(to: UInt16(address.port!)))
        defer { close(socket) }
        func say(_ text: String) { _ = text.withCString { send(socket, $0, strlen($0), Int32(MSG_NOSIGNAL)) } }
        say("Action: Login\r\nUsername: demo\r\nSecret: hush\r\n\r\n")
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 {
            bytes += buffer[..<count]
            try await Task.sleep(for: .milliseconds(10))
            say("Action: Ping\r\n\r\n")
        }
        let played = Captures.messages(bytes).count { $0.contains { $0.name == "Event" } }
        shutdown(socket, Int32(SHUT_RDWR))
        let summary = try await server.finished()
        #expect(played == summary.messages + 1)
    }

    @Test("Clients that break off in the middle of a play change nothing for another")
    func quitters() async throws {
        let quitters = 40
        let loops = 60
        let server = try server("group_answered", loops: loops) { $0.awaitedClients = quitters + 1 }
        let address = try await server.listen()
        let login = "Action: Login\r\nUsername: demo\r\nSecret: hush\r\n\r\n"
        func client() throws -> Int32 {
            let socket = try #require(LoopbackPort.connect(to: UInt16(address.port!)))
            _ = login.withCString { send(socket, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            return socket
        }
        let others = try (0..<quitters).map { _ in try client() }
        let reader = Task.detached { [path = TemporaryFolder()] in
            _ = try await record(address, to: "\(path.path)/a.raw")
            return try path.read("a.raw")
        }
        // They read a little and then close with the rest unread, which is said at once to whoever writes.
        for socket in others {
            var buffer = [UInt8](repeating: 0, count: 200_000)
            while recv(socket, &buffer, 4096, 0) > 0, recv(socket, &buffer, buffer.count, 0) < 20_000 {}
            close(socket)
        }
        let recorded = try await reader.value
        _ = try await server.finished()
        let template = PlayTemplate(CaptureSource(try Captures.bytes("group_answered")))
        var played: [UInt8] = []
        var schedule = PlaySchedule([template], pace: .inTurn, loops: loops, epoch: 1_800_000_000_000_000)
        while let step = schedule.next() { template.append(step.message, step.ids, to: &played) }
        #expect(Array(recorded.suffix(played.count)) == played)
    }

    @Test("A refused login is EX_NOPERM in the PBX's words, and the play goes on waiting")
    func refused() async throws {
        let folder = TemporaryFolder()
        let server = try server("busy") { $0.access = .only(username: "demo", secret: "hush") }
        let address = try await server.listen()
        do {
            _ = try await record(address, to: "\(folder.path)/a.raw", secret: "wrong")
            Issue.record("the login was accepted")
        } catch let failure as Failure {
            #expect(failure.code == 77)
            #expect(failure.description.contains("Authentication failed"))
        }
        #expect(try folder.read("a.raw").starts(with: PlaySession.banner))
        _ = try await record(address, to: "\(folder.path)/b.raw")
        let summary = try await server.finished()
        #expect(summary.logins == 1)
        #expect(summary.refusedLogins == 1)
    }

    @Test("A client that asks for one class gets that class alone")
    func mask() async throws {
        let folder = TemporaryFolder()
        let server = try server("group_answered")
        let address = try await server.listen()
        _ = try await record(address, to: "\(folder.path)/a.raw", events: "call")
        let privileges = Captures.messages(try folder.read("a.raw")).compactMap { message in
            message.first { $0.name == "Privilege" }?.value
        }
        #expect(Set(privileges) == ["call,all"])
    }

    @Test("A play at ten times the speed takes a tenth of the time")
    func speed() async throws {
        let folder = TemporaryFolder()
        let server = try server("answered_callee_hangs_up") { $0.speed = 10 }
        let address = try await server.listen()
        let duration = PlayTemplate(CaptureSource(try Captures.bytes("answered_callee_hangs_up"))).duration
        _ = try await record(address, to: "\(folder.path)/a.raw")
        let times = try ArrivalTimes(file: "\(folder.path)/a.raw.times")
        let spread = times.chunks.last!.microseconds - times.chunks.first!.microseconds
        #expect(spread >= duration / 10 - 50_000)
        // A busy machine may delay it, but hardly to the speed of the recording.
        #expect(spread < duration)
    }

    @Test("What is no AMI is told apart from what isn't there")
    func notAMI() async throws {
        let folder = TemporaryFolder()
        let silent = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Greeter()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let nowhere = try SocketAddress(ipAddress: "127.0.0.1", port: Int(LoopbackPort.free()))
        for (address, expected) in [(silent.localAddress!, "not AMI"), (nowhere, "can't connect")] {
            do {
                _ = try await record(address, to: "\(folder.path)/\(expected.utf8.count).raw")
                Issue.record("it was recorded")
            } catch let failure as Failure {
                #expect(failure.code == 69)
                #expect(failure.description.contains(expected))
            }
        }
        try await silent.close()
    }

    @Test("Stopping a recording leaves a file that is whole")
    func stop() async throws {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/a.raw"
        let server = try server("busy", loops: 1000) { $0.speed = 1 }
        let address = try await server.listen()
        let (arrived, arrival) = AsyncStream<Void>.makeStream()
        let client = CaptureClient(
            LoginDialog(username: "a", secret: "b", usesDigest: true),
            to: try CaptureWriter(path: path, overwrite: false),
            on: MultiThreadedEventLoopGroup.singleton.next()
        ) { if $0.events > 5 { arrival.yield() } }
        async let recording = client.record(.init(host: "127.0.0.1", port: address.port!, tls: nil))
        for await _ in arrived { break }
        await client.stop()
        let (end, progress) = try await recording
        await server.stop()
        _ = try await server.finished()
        #expect(end == .stopped)
        #expect(try folder.read("a.raw").count == progress.bytes)
        #expect(progress.events > 5)
    }
}

/// A server that greets as another protocol does.
private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        channel.writeAndFlush(channel.allocator.buffer(string: "SSH-2.0-OpenSSH_9.2\r\n"), promise: nil)
    }
}
