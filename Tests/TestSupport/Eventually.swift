/// Waits until something has come about.
///
/// The limit is there for what never happens, and so generous that a busy machine does not reach it.
///
/// - Throws: ``TestFailure`` where it does not within the limit.
package func eventually(
    _ what: @autoclosure () -> String, within limit: Duration = .seconds(60), _ holds: () throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try !holds() {
        if ContinuousClock.now > deadline { throw TestFailure("never: \(what())") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
