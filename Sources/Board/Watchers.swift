import Synchronization

/// Those who look at the board.
final class Watchers: Sendable {
    /// How many there can be at once.
    static let limit = 32

    private let all = Mutex<[ObjectIdentifier: AsyncStream<Void>.Continuation]>([:])

    /// One more; `nil` where there are too many.
    func add() -> Watcher? {
        let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watcher = Watcher(wakes: wakes, wake: continuation, of: self)
        return all.withLock { all in
            guard all.count < Self.limit else { return nil }
            all[ObjectIdentifier(watcher)] = continuation
            return watcher
        }
    }

    var count: Int { all.withLock(\.count) }

    func remove(_ id: ObjectIdentifier) { all.withLock { _ = $0.removeValue(forKey: id) } }

    /// Something changed. A busy client looks once, however often this is called.
    func wake() {
        all.withLock { for continuation in $0.values { continuation.yield() } }
    }
}
