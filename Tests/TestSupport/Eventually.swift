/// Waits until something has come about.
///
/// The limit is there for what never happens, and so generous that a busy machine does not reach it.
///
/// - Throws: ``TestFailure`` where it does not within a minute.
package func eventually(_ what: @autoclosure () -> String, _ holds: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !holds() {
        if ContinuousClock.now > deadline { throw TestFailure("never: \(what())") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
