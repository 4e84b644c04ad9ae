import AMI
import Synchronization

/// Lets the client's network thread tell the session that there is room again.
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
