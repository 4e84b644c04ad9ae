/// A task that lasts as long as somebody holds this.
final class RunningTask: Sendable {
    private let task: Task<Void, Never>

    init(_ task: Task<Void, Never>) {
        self.task = task
    }

    func cancel() { task.cancel() }

    deinit { task.cancel() }
}
