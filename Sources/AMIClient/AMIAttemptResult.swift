/// How an attempt to have a session ended.
struct AMIAttemptResult: Sendable {
    var reason: AMIDisconnection
    /// From being logged in to the end; nil if it never came to that.
    var sessionLasted: Duration?
}
