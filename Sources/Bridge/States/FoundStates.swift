import MQTT
import Synchronization

/// What a broker was found to keep, on its way from the client's network thread to the session.
final class FoundStates: Sendable {
    /// More than this is left for the next connection.
    private static let limit = 200_000

    private let found = Mutex<[(topic: String, payload: [UInt8])]>([])

    /// Takes note of a message that came because of a subscription; what is published just now is nothing found.
    func note(_ message: MQTTReceivedMessage) {
        guard message.isRetained else { return }
        found.withLock { found in
            if found.count < Self.limit { found.append((message.topic, message.payload)) }
        }
    }

    /// What was found since this was last asked.
    func take() -> [(topic: String, payload: [UInt8])] {
        found.withLock { found in
            var taken: [(topic: String, payload: [UInt8])] = []
            swap(&taken, &found)
            return taken
        }
    }
}
