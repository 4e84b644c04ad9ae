package import Hummingbird

/// Pages for people that another module serves on the daemon's HTTP port.
package protocol WebPages: Sendable {
    /// Adds the pages. If there is a token, clients have already proved it.
    ///
    /// - Parameter asksForToken: Whether there is one.
    func add(to routes: RouterGroup<BasicRequestContext>, asksForToken: Bool)
}
