import Logging
import MQTT
import Operations
import Synchronization

/// Watches the retained status of the daemon: whether it comes back from the broker, and whether another client
/// overwrites it.
///
/// The client's network thread passes messages in. The session asks once a second what to do.
final class OwnStatus: Sendable {
    /// How long the status may take to come back.
    private static let patience = Duration.seconds(10)
    /// The shortest time between two equal log messages.
    private static let silence = Duration.seconds(60)

    private struct State {
        var connection: Int?
        var since = ContinuousClock.now
        var hasComeBack = false
        var hasSaidMissing = false
        var foreign: String?
        var said: ContinuousClock.Instant?

        /// Starts over with each connection.
        mutating func goOn(_ connection: Int, at now: ContinuousClock.Instant) {
            if self.connection != connection { self = State(connection: connection, since: now, said: said) }
        }
    }

    private let word: MQTTMessage
    private let problems: Problems
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameter word: The status that is published at each connection.
    init(_ word: MQTTMessage, problems: Problems, logger: Logger) {
        self.word = word
        self.problems = problems
        self.logger = logger
    }

    /// The topic of the status.
    var topic: String { word.topic }

    /// Takes a message at the topic of the status.
    ///
    /// - Parameter connection: The number of its connection, which the session may not know yet.
    func heard(_ message: MQTTReceivedMessage, connection: Int, at now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.goOn(connection, at: now)
            if message.payload == word.payload {
                state.hasComeBack = true
                state.foreign = nil
            } else if !message.isRetained {
                // The retained status of an earlier run: the birth message replaces it.
                state.foreign = String(message.text.prefix(40))
            }
        }
    }

    /// What to publish now, if anything: the status, if another client has overwritten it.
    ///
    /// - Parameter connection: The number of the current connection; `nil` without one.
    func restored(connection: Int?, at now: ContinuousClock.Instant = .now) -> MQTTMessage? {
        enum Finding {
            case missing
            case back
            case foreign(String, isNews: Bool)
        }
        let finding: Finding? = state.withLock { state in
            guard let connection else { return nil }
            state.goOn(connection, at: now)
            if let foreign = state.foreign {
                state.foreign = nil
                let isNews = state.said.map { now - $0 >= Self.silence } ?? true
                if isNews { state.said = now }
                return .foreign(foreign, isNews: isNews)
            }
            if state.hasComeBack {
                defer { state.hasSaidMissing = false }
                return state.hasSaidMissing ? .back : nil
            }
            guard !state.hasSaidMissing, now - state.since >= Self.patience else { return nil }
            state.hasSaidMissing = true
            return .missing
        }
        switch finding {
        case nil: return nil
        case .missing:
            let text = """
                messages to \(word.topic) do not come back from the broker: allow the daemon's user to read and write \
                below the topic prefix and Home Assistant's (see mosquitto.acl in the package), and allow retained \
                messages; until then, retained messages of an earlier run stay
                """
            logger.error("\(text)")
            problems.arose(in: "mqtt_rights", text)
            return nil
        case .back:
            problems.ended(in: "mqtt_rights")
            return nil
        case .foreign(let text, let isNews):
            if isNews {
                logger.warning(
                    """
                    another client published "\(text)" to \(word.topic), which only this daemon should write; it was \
                    published again; most likely another daemon uses the same topic prefix: give each its own \
                    (mqtt.topic_prefix), or set bridge.standby in both
                    """)
            }
            return word
        }
    }
}
