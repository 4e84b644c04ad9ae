/// One `Name: value` line, as views into its message.
public struct AMIHeader: ~Escapable {
    /// What stands before the first colon; never empty.
    public let name: RawSpan
    /// What stands after it, without the one space that Asterisk puts there and without the line end. It may be empty
    /// and it may hold more colons.
    public let value: RawSpan

    @inlinable
    @_lifetime(copy name, copy value)
    init(name: RawSpan, value: RawSpan) {
        self.name = name
        self.value = value
    }
}
