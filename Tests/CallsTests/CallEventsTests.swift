import AMIClient
import Calls
import Correlator
import Foundation
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import wiretap

@Suite("The events of a PBX's calls, one after the other")
struct CallEventsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A server that plays a recording, or the part of it up to an event, to one who logs in, over and over.
    private func play(
        _ recording: String, upTo end: String? = nil, loops: Int
    ) async throws -> (PlayServer, AMIConnectionOptions) {
        var data = try Data(contentsOf: Self.root.appending(path: "Fixtures/\(recording).raw"))
        if let end {
            let event = try #require(data.range(of: Data(end.utf8)))
            let blank = try #require(data.range(of: Data("\r\n\r\n".utf8), in: event.upperBound..<data.endIndex))
            data = data[..<blank.upperBound]
        }
        let bytes = [UInt8](data)
        var settings = PlayServer.Settings()
        settings.port = 0
        settings.speed = 0
        settings.access = .only(username: "events", secret: "hush")
        let schedule = PlaySchedule(
            [PlayTemplate(CaptureSource(bytes))], pace: .inTurn, loops: loops, epoch: 1_800_000_000_000_000)
        let server = PlayServer(schedule, settings: settings, on: MultiThreadedEventLoopGroup.singleton.next())
        let address = try await server.listen()
        return (
            server,
            AMIConnectionOptions(
                host: "127.0.0.1", port: try #require(address.port), username: "events", secret: AMISecret("hush"))
        )
    }

    @Test("come from a loop of five lines", .timeLimit(.minutes(1)))
    func loop() async throws {
        let (server, options) = try await play("22/group-answered", loops: 1)
        var told: [String] = []
        for await event in CallEvents(of: options, as: .calls, logger: Self.logger) {
            told.append(event.name)
            if event.name == "hungup" { break }
        }
        #expect(
            told == [
                "ringing", "phone_ringing", "phone_ringing", "phone_stopped", "answered", "phone_stopped", "hungup",
            ])
        await server.stop()
    }

    @Test("all come, in order, to one who is slow and lets but one wait", .timeLimit(.minutes(1)))
    func backPressure() async throws {
        let (server, options) = try await play("22/group-answered", loops: 300)
        var sequences: [String: Int] = [:]
        var ended = 0
        for await event in CallEvents(of: options, as: .calls, buffering: 1, logger: Self.logger) {
            // What stands beside the call's own story has no number in it.
            guard String(decoding: event.payload, as: UTF8.self).contains("\"sequence\"") else { continue }
            sequences[event.callID, default: 0] += 1
            #expect(event.sequence == sequences[event.callID])
            if event.name == "hungup" { ended += 1 }
            if ended == 300 { break }
            await Task.yield()
        }
        #expect(sequences.count == 300)
        #expect(sequences.values.allSatisfy { $0 == 3 })
        await server.stop()
    }

    @Test("come when their time is over, with nothing more heard of Asterisk", .timeLimit(.minutes(1)))
    func timer() async throws {
        let (server, options) = try await play("22/hold-resume", upTo: "Event: Unhold\r\n", loops: 1)
        var told: [String] = []
        for await event in CallEvents(of: options, as: .calls, logger: Self.logger) {
            told.append(event.name)
            if event.name == "resumed" { break }
        }
        #expect(told == ["ringing", "phone_ringing", "phone_stopped", "answered", "held", "resumed"])
        await server.stop()
    }

    private actor Counter {
        private(set) var value = 0
        func add() { value += 1 }
    }

    @Test("end with the task that takes them, even where none comes", .timeLimit(.minutes(1)))
    func cancellation() async throws {
        let (server, options) = try await play("22/group-answered", loops: 1)
        let count = Counter()
        await withTaskGroup { group in
            group.addTask {
                for await _ in CallEvents(of: options, as: .calls, logger: Self.logger) { await count.add() }
            }
            // All seven of the call have come, and no more will: the loop waits.
            while await count.value < 7 { try? await Task.sleep(for: .milliseconds(10)) }
            group.cancelAll()
        }
        #expect(await count.value == 7)
        await server.stop()
    }
}
