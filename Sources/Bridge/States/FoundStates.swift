import MQTT
import Synchronization

/// What a broker was found to keep, and what others say where only this bridge should speak, on their way from the
/// client's network thread to the session.
final class FoundStates: Sendable {
    /// A payload at a topic.
    typealias Found = (topic: String, payload: [UInt8])

    /// More than this is left for the next connection.
    private static let limit = 200_000
    private static let mostHeard = 10_000
    private static let byteLimit = 32 << 20
    /// Nothing that a bridge keeps is larger; of what is, only that it is there is of use.
    private static let largest = 65_536
    /// How long a word stands before it is taken for somebody else's: the bridge's own comes back, too, and the last of
    /// several counts.
    private static let settling = Duration.seconds(1)

    private struct State {
        var found: [Found] = []
        var bytes = 0
        /// The last word at a topic, and since when it stands.
        var heard: [String: (payload: [UInt8], since: ContinuousClock.Instant)] = [:]
    }

    private let state = Mutex(State())

    /// Takes note of a message that came because of a subscription.
    ///
    /// - Parameter isWatched: Whether it matters what is published there just now, and not only what is kept.
    func note(_ message: MQTTReceivedMessage, isWatched: Bool) {
        let payload = message.payload.count > Self.largest ? [0] : message.payload
        state.withLock { state in
            if message.isRetained {
                guard state.found.count < Self.limit, state.bytes + payload.count < Self.byteLimit else { return }
                state.bytes += payload.count
                state.found.append((message.topic, payload))
            } else if isWatched, state.heard[message.topic] != nil || state.heard.count < Self.mostHeard {
                state.heard[message.topic] = (payload, .now)
            }
        }
    }

    /// What was found since this was last asked.
    func take() -> [Found] {
        state.withLock { state in
            var taken: [Found] = []
            swap(&taken, &state.found)
            state.bytes = 0
            return taken
        }
    }

    /// What stands at topics where something was said since this was last asked.
    func takeHeard(at now: ContinuousClock.Instant = .now) -> [Found] {
        state.withLock { state in
            if state.heard.isEmpty { return [] }
            let settled = state.heard.filter { now - $0.value.since >= Self.settling }
            for topic in settled.keys { state.heard[topic] = nil }
            return settled.map { ($0.key, $0.value.payload) }
        }
    }
}
