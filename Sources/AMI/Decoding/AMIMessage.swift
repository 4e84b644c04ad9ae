/// A view of one whole AMI message: its lines, without the blank line that closes it.
///
/// It owns nothing and copies nothing; the compiler sees to it that it doesn't outlive the bytes it looks at.
public struct AMIMessage: ~Copyable, ~Escapable {
    /// What a message is, from its first line.
    public enum Kind: Sendable, Hashable {
        /// `Event: NAME`.
        case event
        /// `Response: WORD`, the answer to an action.
        case response
        /// `Asterisk Call Manager/VERSION`, the greeting: one line, and no blank line after it.
        case banner
        /// Any other first header: the tail of a message in a recording that began in its middle, or an action.
        case other
    }

    /// All lines with their line ends.
    public let bytes: RawSpan
    /// The kind, from the first line.
    public let kind: Kind
    @usableFromInline let nameOffset: Int
    @usableFromInline let nameCount: Int

    @inlinable
    @_lifetime(copy bytes)
    init(bytes: RawSpan, kind: Kind, nameOffset: Int, nameCount: Int) {
        self.bytes = bytes
        self.kind = kind
        self.nameOffset = nameOffset
        self.nameCount = nameCount
    }

    /// The event's name, the response's word, the banner's version (`11.0.0`), or the first header's value.
    @inlinable
    public var name: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(nameOffset..<(nameOffset + nameCount)) }
    }

    /// The headers in the order they came, the first line's among them, repeats kept.
    @inlinable
    public var headers: AMIHeaderIterator {
        @_lifetime(copy self)
        get {
            AMIHeaderIterator(lines: bytes, isCommandOutput: kind == .response && name.equalsIgnoringCase("Follows"))
        }
    }

    /// The first header of that name, whatever its case. It searches from the start each time, so it isn't for the
    /// hot path.
    @inlinable
    @_lifetime(copy self)
    public func value(of name: StaticString) -> RawSpan? {
        var headers = self.headers
        while let header = headers.next() {
            if header.name.equalsIgnoringCase(name) { return header.value }
        }
        return nil
    }

    /// The same as text; invalid UTF-8 is replaced.
    public func text(of name: StaticString) -> String? {
        guard let value = value(of: name) else { return nil }
        return String(repairing: value)
    }
}
