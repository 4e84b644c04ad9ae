import Correlator
import MQTT
import Synchronization
import Watch

/// What was received from the broker: the board, and the events that still have to be written as lines.
final class WatchedBroker: Sendable {
    /// How many events wait to be written; further ones are counted and dropped.
    private static let limit = 50_000
    /// Retained messages arrive within this time after connecting; the protocol does not mark their end.
    private static let toldWithin: Int64 = 2_000_000

    private struct State {
        var board: CallBoard
        var events: [WatchedEvent] = []
        var missed = 0
        var link = WatchScreen.Link("connecting …", isWell: false)
        var toldAt: Timestamp?
        var isStopped = false
    }

    private let state: Mutex<State>
    private let keepsEvents: Bool
    private let broker: String

    /// - Parameters:
    ///   - board: What receives the messages.
    ///   - broker: The broker, as text.
    ///   - keepsEvents: Whether single events are wanted.
    init(board: CallBoard, broker: String, keepsEvents: Bool) {
        state = Mutex(State(board: board))
        self.broker = broker
        self.keepsEvents = keepsEvents
    }

    /// Takes a message; called on the network thread.
    func receive(_ message: MQTTReceivedMessage) {
        state.withLock { state in
            let event = state.board.receive(topic: message.topic, payload: message.payload, at: .now())
            guard keepsEvents, let event else { return }
            if state.events.count < Self.limit { state.events.append(event) } else { state.missed += 1 }
        }
    }

    /// Takes a change of the connection.
    func note(_ event: MQTTConnectionEvent) {
        state.withLock { state in
            switch event {
            case .connected:
                state.board.connected()
                state.toldAt = Timestamp(microseconds: Timestamp.now().microseconds + Self.toldWithin)
                state.link = .init(broker, isWell: true)
            case .lost(let failure, let wait), .failed(let failure, let wait):
                state.toldAt = nil
                let text = "\(failure.description); next attempt in \(Self.seconds(wait))"
                state.link = .init(text, isWell: false)
            case .ended: break
            }
        }
    }

    private static func seconds(_ wait: Duration) -> String {
        let tenths = Int((Double(wait.components.seconds) + Double(wait.components.attoseconds) / 1e18) * 10)
        return "\(tenths / 10).\(tenths % 10) s"
    }

    /// Whether ``stop()`` was called.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Asks the command to end.
    func stop() { state.withLock { $0.isStopped = true } }

    /// The board and the state of the connection.
    func look(at now: Timestamp) -> (board: CallBoard, link: WatchScreen.Link) {
        state.withLock { state in
            if let toldAt = state.toldAt, now >= toldAt {
                state.toldAt = nil
                state.board.toldAll(at: now)
            }
            state.board.tidy(at: now)
            return (state.board, state.link)
        }
    }

    /// The events since the last call, and how many were dropped.
    func takeEvents() -> (events: [WatchedEvent], missed: Int) {
        state.withLock { state in
            defer {
                state.events = []
                state.missed = 0
            }
            return (state.events, state.missed)
        }
    }
}
