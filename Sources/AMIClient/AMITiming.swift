/// Where waits and chance come from, so that tests bring their own.
struct AMITiming: Sendable {
    /// Waits, and throws when cancelled.
    var sleep: @Sendable (Duration) async throws -> Void
    /// From 0 to 1.
    var fraction: @Sendable () -> Double

    static let system = AMITiming(
        sleep: { try await Task.sleep(for: $0) },
        fraction: { Double.random(in: 0...1) })
}
