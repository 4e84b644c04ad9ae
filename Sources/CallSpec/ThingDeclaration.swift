/// A kind of things that are there besides calls and channels, and that have facts and timers of their own.
public struct ThingDeclaration: Sendable {
    /// The kind's name.
    public var name: Specification.Name
    /// What such a thing is, in a sentence.
    public var about = ""
    /// The keys that name an event's thing: the first one that has a value.
    public var key: ValueExpression?
    /// The kind of which each of these is a part.
    public var whole: Specification.Name?
    /// The most there can be.
    public var most = 10_000
    /// What is remembered of each.
    public var facts: [FactDeclaration] = []
    /// How long one can wait for something.
    public var timers: [TimerDeclaration] = []
}
