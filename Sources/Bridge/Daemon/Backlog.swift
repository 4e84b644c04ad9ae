import AMIClient
import Synchronization

/// Lets the client's network thread resume the session when the queue has room again.
final class Backlog: Sendable {
    private let current = Mutex<AMISession?>(nil)

    var session: AMISession? {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    func drained() {
        session?.resume()
    }
}
