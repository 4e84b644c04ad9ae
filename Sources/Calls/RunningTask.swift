/// A task that is cancelled when its last reference goes.
final class RunningTask: Sendable {
    private let task: Task<Void, Never>

    init(_ task: Task<Void, Never>) {
        self.task = task
    }

    func cancel() { task.cancel() }

    deinit { task.cancel() }
}
