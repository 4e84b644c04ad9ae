import MQTT
import Synchronization

/// The numbers of messages that need not be kept any more; noted on the client's network thread, taken elsewhere.
final class Settled: Sendable {
    private let numbers = Mutex<[Int64]>([])

    /// Takes note of messages that the broker has, or will never take: the client logs which, and why.
    func note(_ acknowledgements: [MQTTAcknowledgement]) {
        numbers.withLock { numbers in
            for acknowledgement in acknowledgements where acknowledgement.token != 0 {
                numbers.append(Int64(bitPattern: acknowledgement.token))
            }
        }
    }

    /// Takes note of a message that can't be sent at all.
    func note(_ number: Int64) {
        guard number != 0 else { return }
        numbers.withLock { $0.append(number) }
    }

    /// The numbers since this was last asked.
    func take() -> [Int64] {
        numbers.withLock { numbers in
            var taken: [Int64] = []
            swap(&taken, &numbers)
            return taken
        }
    }
}
