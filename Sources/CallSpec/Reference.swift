/// Names something that has a value: a header, a fact, or what the runtime knows.
///
/// Written `$call.NAME`, `$channel.NAME`, `$peer.NAME`, `$other.NAME` `$THING.NAME` (each with a part such as `.extension` where it has parts),
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
        /// That of the call that the second channel belongs to, which may be the same call; or that the channel is about
        /// to go over to.
        case other
        /// That of a thing that the event is about, of the kind that ``Reference/thing`` names.
        case thing
        /// The event's: a header.
        case header
        /// The runtime's.
        case runtime
    }

    /// Whose it is.
    public var scope: Scope
    /// The kind of the thing whose it is.
    public var thing: String?
    /// Its name.
    public var name: String
    /// A part of it.
    public var part: String?
    /// Where it stands.
    public var location: SourceLocation

    /// Reads `text`, without its `$`.
    ///
    /// - Parameter things: The kinds of things there are.
    init(_ text: String, at location: SourceLocation, things: Set<String> = []) {
        self.location = location
        let pieces = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        if pieces.count > 1, things.contains(pieces[0]) {
            scope = .thing
            thing = pieces[0]
            name = pieces[1]
            part = pieces.count > 2 ? pieces[2] : nil
        } else if pieces.count > 1, let scope = Scope(rawValue: pieces[0]),
            ![.thing, .header, .runtime].contains(scope)
        {
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
        case .call, .channel, .peer, .other: "\(scope.rawValue).\(name)" + (part.map { ".\($0)" } ?? "")
        case .thing: "\(thing ?? "").\(name)" + (part.map { ".\($0)" } ?? "")
        case .header, .runtime: name + (part.map { ".\($0)" } ?? "")
        }
    }
}
