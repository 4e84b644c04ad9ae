/// Names something that has a value: a header, a fact, or what the runtime knows.
///
/// Written `$call.NAME`, `$channel.NAME`, `$peer.NAME` (each with a part such as `.extension` where it has parts),
/// `$now` or `$Header` in values, and without the `$` on the left of a condition or an assignment.
public struct Reference: Sendable, Hashable {
    /// Whose it is.
    public enum Scope: String, Sendable {
        /// The call's.
        case call
        /// The channel's that the event is about.
        case channel
        /// The second channel's that the event is about.
        case peer
        /// The event's: a header.
        case header
        /// The runtime's.
        case runtime
    }

    /// Whose it is.
    public var scope: Scope
    /// Its name.
    public var name: String
    /// A part of it.
    public var part: String?
    /// Where it stands.
    public var location: SourceLocation

    /// Reads `text`, without its `$`.
    init(_ text: String, at location: SourceLocation) {
        self.location = location
        let pieces = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        if pieces.count > 1, let scope = Scope(rawValue: pieces[0]), scope != .header, scope != .runtime {
            self.scope = scope
            name = pieces[1]
            part = pieces.count > 2 ? pieces[2] : nil
        } else if text == "now" {
            scope = .runtime
            name = text
        } else {
            scope = .header
            name = pieces[0]
            part = pieces.count > 1 ? pieces.dropFirst().joined(separator: ".") : nil
        }
    }

    /// As it is written.
    public var text: String {
        switch scope {
        case .call, .channel, .peer: "\(scope.rawValue).\(name)" + (part.map { ".\($0)" } ?? "")
        case .header, .runtime: name + (part.map { ".\($0)" } ?? "")
        }
    }
}
