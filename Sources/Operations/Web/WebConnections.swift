import NIOCore
import Synchronization

/// The connections to the HTTP port. Their number is bounded, separately for those without a request and those that are
/// being answered, and the oldest is closed for the newest. So no client keeps others out.
final class WebConnections: Sendable {
    /// The most connections that are accepted. Not reached in practice, since fewer are kept.
    let most: Int
    /// The most connections without a request.
    private var mostAsking: Int { max(2, most / 6) }
    /// The most connections that are being answered, such as open boards.
    private var mostAnswered: Int { max(2, most / 3) }
    /// The largest body of a request, in bytes; no route needs one.
    static let largestBody = 65_536

    enum Phase {
        case asking
        case answered
    }

    private struct Connection {
        let channel: any Channel
        var phase: Phase
        /// Counts up with each change of phase.
        var order: UInt64
    }

    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// - Parameter descriptors: The limit of the process, most of which is for other uses.
    init(descriptors: Int) {
        most = min(192, max(8, descriptors - 256))
    }

    func note(_ channel: any Channel, _ phase: Phase) {
        let surplus: (any Channel)? = state.withLock { state in
            state.next += 1
            state.connections[ObjectIdentifier(channel)] = Connection(channel: channel, phase: phase, order: state.next)
            let alike = state.connections.values.filter { $0.phase == phase }
            let most = phase == .asking ? mostAsking : mostAnswered
            guard alike.count > most else { return nil }
            return alike.min { $0.order < $1.order }?.channel
        }
        surplus?.close(promise: nil)
    }

    func ended(_ channel: any Channel) {
        state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(channel)) }
    }
}
