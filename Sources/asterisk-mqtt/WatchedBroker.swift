import Correlator
import MQTT
import Synchronization
import Watch

/// What comes from the broker: the board, and the events that are still to be written out as lines.
final class WatchedBroker: Sendable {
    /// Events that wait for whoever reads the lines; beyond it they are counted and left out.
    private static let limit = 50_000
    /// After a connection, what the broker keeps comes within this time; nothing says when it was all.
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
    ///   - board: Where it is all put.
    ///   - broker: The broker, in words.
    ///   - keepsEvents: Whether events are wanted one by one.
    init(board: CallBoard, broker: String, keepsEvents: Bool) {
        state = Mutex(State(board: board))
        self.broker = broker
        self.keepsEvents = keepsEvents
    }

    /// A message; called on the network thread.
    func receive(_ message: MQTTReceivedMessage) {
        state.withLock { state in
            let event = state.board.receive(topic: message.topic, payload: message.payload, at: .now())
            guard keepsEvents, let event else { return }
            if state.events.count < Self.limit { state.events.append(event) } else { state.missed += 1 }
        }
    }

    /// Something happened to the connection.
    func note(_ event: MQTTConnectionEvent) {
        state.withLock { state in
            switch event {
            case .connected:
                state.board.connected()
                state.toldAt = Timestamp(microseconds: Timestamp.now().microseconds + Self.toldWithin)
                state.link = .init(broker, isWell: true)
            case .lost(let failure, let wait), .failed(let failure, let wait):
                state.toldAt = nil
                let text = "\(failure.description); trying again in \(Self.seconds(wait))"
                state.link = .init(text, isWell: false)
            case .ended: break
            }
        }
    }

    private static func seconds(_ wait: Duration) -> String {
        let tenths = Int((Double(wait.components.seconds) + Double(wait.components.attoseconds) / 1e18) * 10)
        return "\(tenths / 10).\(tenths % 10) s"
    }

    /// Whether it was asked to stop.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Whoever shows it should come to an end.
    func stop() { state.withLock { $0.isStopped = true } }

    /// The board as it is, and what is said of the connection.
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

    /// The events that came since the last time, and how many there was no room for.
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
