package import Hummingbird

/// Pages for people that another module serves on the daemon's HTTP port.
package protocol WebPages: Sendable {
    /// Adds them. Where there is a token, whoever asks has shown it already.
    ///
    /// - Parameter asksForToken: Whether there is one.
    func add(to routes: RouterGroup<BasicRequestContext>, asksForToken: Bool)
}
