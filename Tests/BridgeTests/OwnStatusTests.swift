import Logging
import MQTT
import Operations
import Testing

@testable import Bridge

@Suite("The bridge's own word at the broker")
struct OwnStatusTests {
    private let start = ContinuousClock.now
    private let problems = Problems()

    private func word(_ log: RecordedLog) throws -> OwnStatus {
        OwnStatus(
            try MQTTMessage(topic: "asterisk/bridge/status", text: "online", retain: true), problems: problems,
            logger: log.logger)
    }

    private func message(_ text: String, isRetained: Bool = false) -> MQTTReceivedMessage {
        MQTTReceivedMessage(
            topic: "asterisk/bridge/status", payload: Array(text.utf8), qos: .atMostOnce, isRetained: isRetained)
    }

    @Test("Somebody else's word is answered by its own each time, and told of once a minute")
    func overwritten() throws {
        let log = RecordedLog()
        let word = try word(log)
        word.heard(message("offline", isRetained: true), connection: 0)
        #expect(word.restored(connection: 0, at: start) == nil)
        word.heard(message("online"), connection: 0)
        for second in 0..<50 {
            word.heard(message("offline"), connection: 0)
            #expect(word.restored(connection: 0, at: start + .seconds(second))?.payload == Array("online".utf8))
            word.heard(message("online"), connection: 0)
            #expect(word.restored(connection: 0, at: start + .seconds(second)) == nil)
        }
        #expect(log.lines.count == 1)
        #expect(log.lines[0].contains(#"another client published "offline" to asterisk/bridge/status"#))
    }

    @Test("A word that does not come back is told of once a connection, and no more a problem when it does")
    func missing() throws {
        let log = RecordedLog()
        let word = try word(log)
        for connection in 0..<2 {
            for second in 0..<30 {
                let now = start + .seconds(100 * connection + second)
                #expect(word.restored(connection: connection, at: now) == nil)
            }
        }
        #expect(log.lines.count == 2)
        #expect(problems.all.map(\.part) == ["mqtt_rights"])
        word.heard(message("online"), connection: 1)
        #expect(word.restored(connection: 1, at: start + .seconds(200)) == nil)
        #expect(problems.all.isEmpty)
        #expect(word.restored(connection: nil, at: start + .seconds(300)) == nil)
    }

    @Test("A word that comes back before the session looks for it has come back")
    func early() throws {
        let log = RecordedLog()
        let word = try word(log)
        for connection in 0..<3 {
            let now = start + .seconds(100 * connection)
            word.heard(message("online"), connection: connection, at: now)
            for second in 0..<30 {
                #expect(word.restored(connection: connection, at: now + .seconds(second)) == nil)
            }
        }
        #expect(log.lines.isEmpty && problems.all.isEmpty)
    }
}
