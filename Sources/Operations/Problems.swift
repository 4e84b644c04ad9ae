import Synchronization

import Glibc

/// The parts of the daemon that don't work now and are retried, while calls are still published.
public final class Problems: Sendable {
    /// One problem.
    public struct Problem: Sendable, Equatable {
        /// The part of the daemon, in a word, such as `store`.
        public var part: String
        /// What is wrong, for people.
        public var text: String
        /// Since when, in microseconds since 1970.
        public var since: Int64
    }

    private let problems = Mutex<[String: Problem]>([:])

    /// None yet.
    public init() {}

    /// A part does not work. If that is known already, only the text changes.
    public func arose(in part: String, _ text: String) {
        problems.withLock { $0[part] = Problem(part: part, text: text, since: $0[part]?.since ?? Self.now) }
    }

    /// A part works again.
    public func ended(in part: String) {
        problems.withLock { $0[part] = nil }
    }

    /// All problems, sorted by part.
    public var all: [Problem] { problems.withLock { $0.values.sorted { $0.part < $1.part } } }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
