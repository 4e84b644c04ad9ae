/// One who looks at the board. Its place is free again once nobody holds it.
final class Watcher: Sendable {
    /// One element each time that there may be something new.
    let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let watchers: Watchers

    init(wakes: AsyncStream<Void>, wake continuation: AsyncStream<Void>.Continuation, of watchers: Watchers) {
        self.wakes = wakes
        self.continuation = continuation
        self.watchers = watchers
    }

    deinit {
        watchers.remove(ObjectIdentifier(self))
    }

    /// Has it look, whether there is something new or not.
    func wake() { continuation.yield() }

    /// It looks no more.
    func leave() { continuation.finish() }
}
