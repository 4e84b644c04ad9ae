/// Something that must hold.
public struct Condition: Sendable, Hashable {
    /// What must hold of the source.
    public enum Test: Sendable, Hashable {
        /// A header's value is one of these, by number in the header's vocabulary.
        case vocabulary([Int])
        /// There is a value.
        case isSet
        /// A number is this.
        case number(Int)
        /// A text is one of these.
        case texts([String])
        /// Two texts are the same, and there is one.
        case sameText(Source)
        /// Two numbers are the same, and there is one.
        case sameNumber(Source)
        /// A number is at least that.
        case atLeast(Source)
        /// A text matches one of these patterns.
        case matches([String])
        /// A text is made of digits, at least one.
        case digits
        /// Of several groups, all conditions of one hold; the source does not matter.
        case any([[Condition]])
    }

    /// What is looked at.
    public var source: Source
    /// What must hold of it.
    public var test: Test
    /// Whether the opposite must hold.
    public var isNegated: Bool

    /// A condition.
    public init(source: Source, test: Test, isNegated: Bool = false) {
        self.source = source
        self.test = test
        self.isNegated = isNegated
    }

    /// A condition.
    public init(_ source: Source, _ test: Test) { self.init(source: source, test: test) }

    /// The opposite of a condition.
    public static func not(_ source: Source, _ test: Test) -> Condition {
        Condition(source: source, test: test, isNegated: true)
    }
}
