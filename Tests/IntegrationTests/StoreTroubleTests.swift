import Foundation
import TestSupport
import Testing

@Suite("A store that can't be used", .serialized, .timeLimit(.minutes(5)))
struct StoreTroubleTests {
    private func daemon(_ player: Player, _ broker: Mosquitto, _ store: String) throws -> RunningDaemon {
        try RunningDaemon(
            ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"],
            "\nstore: {folder: \(store)}\n")
    }

    @Test("Calls are told without it, it is said, and it is used as soon as it can be")
    func late() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let folder = TemporaryDirectory()
        // Where a folder should be is a file.
        write("", to: folder.file("way"))
        let recordings = Recordings("with-dtmf")
        let player = try await Player(recordings, ["--speed", "0.5"])
        let daemon = try daemon(player, broker, folder.file("way") + "/store")
        try await daemon.says("Calls are still published")
        _ = try await consumer.sees(event: "answered")
        try await eventually("the broker keeps it: \(consumer.all)") {
            consumer.all.contains { $0.hasPrefix(#"asterisk/bridge/problems {"count":1,"problems":[{"part":"store""#) }
        }
        try FileManager.default.removeItem(atPath: folder.file("way"))
        try await daemon.says("the store can be used now")
        let expected = try await recordings.expected
        try await consumer.sees(events: CallAccount.count(in: expected))
        #expect(consumer.accounts == CallAccount.all(in: expected))
        try await eventually("the broker knows: \(consumer.all)") {
            consumer.all.last { $0.contains("/bridge/problems ") }?.contains(#""count":0"#) == true
        }
        #expect(try await daemon.stop() == 0)
        #expect(FileManager.default.fileExists(atPath: folder.file("way") + "/store/store.sqlite3"))
        #expect(daemon.log.components(separatedBy: "Calls are still published").count == 2)
    }

    @Test("What waits in a store that comes late is told, and a call in it that ended unseen is lost, once")
    func lateWithContent() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let folder = TemporaryDirectory()
        let store = folder.file("store")
        let first = try await Player(Recordings("answer-caller-hangs-up"), ["--speed", "0.5"])
        var daemon = try daemon(first, broker, store)
        let call = try #require(try await consumer.sees(event: "answered").split(separator: "/").dropFirst(2).first)
        daemon.kill()
        first.kill()
        try FileManager.default.moveItem(atPath: store, toPath: folder.file("aside"))
        write("", to: store)
        let next = Recordings("busy-after-ringing")
        let second = try await Player(next, port: first.port, ["--speed", "0"])
        daemon = try self.daemon(second, broker, store + "/below")
        try await daemon.says("Calls are still published")
        let told = try await next.expected
        try await consumer.sees(events: 2 + CallAccount.count(in: told))
        #expect(!consumer.lines.contains { $0.contains("/\(call)/hungup ") })
        try FileManager.default.removeItem(atPath: store)
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: false)
        try FileManager.default.moveItem(atPath: folder.file("aside"), toPath: store + "/below")
        try await daemon.says("the store can be used now")
        try await eventually("the call is lost: \(consumer.lines)") {
            consumer.lines.contains { $0.contains("/\(call)/hungup ") && $0.contains(#""outcome":"lost""#) }
        }
        #expect(try await daemon.stop() == 0)
        let others = consumer.lines.filter { !$0.contains("/\(call)/") }
        #expect(CallAccount.all(in: others) == CallAccount.all(in: told))
    }

    @Test("One whose first page is damaged is moved aside, and calls are told")
    func damaged() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let folder = TemporaryDirectory()
        write(String(repeating: "not a store ", count: 1000), to: folder.file("store.sqlite3"))
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let daemon = try daemon(player, broker, folder.path)
        try await daemon.says("the store can't be used, and a new one was created")
        _ = try await consumer.sees(event: "hungup")
        #expect(try await daemon.stop() == 0)
    }
}
