import MQTT
import Synchronization

/// The numbers of messages that the store can delete. Noted on the client's network thread, taken on the event loop.
final class Settled: Sendable {
    private let numbers = Mutex<[Int64]>([])

    /// Notes messages that the broker has acknowledged or refused for good. The client logs refusals.
    func note(_ acknowledgements: [MQTTAcknowledgement]) {
        numbers.withLock { numbers in
            for acknowledgement in acknowledgements where acknowledgement.token != 0 {
                numbers.append(Int64(bitPattern: acknowledgement.token))
            }
        }
    }

    /// Notes a message that can't be sent at all.
    func note(_ number: Int64) {
        guard number != 0 else { return }
        numbers.withLock { $0.append(number) }
    }

    /// The numbers since the last call.
    func take() -> [Int64] {
        numbers.withLock { numbers in
            var taken: [Int64] = []
            swap(&taken, &numbers)
            return taken
        }
    }
}
