/// One condition: what is looked at, and what must hold of it.
public struct ConditionExpression: Sendable {
    /// What must hold.
    public indirect enum Test: Sendable {
        /// It is this.
        case equals(ValueExpression)
        /// It is one of these.
        case oneOf([ValueExpression])
        /// It says nothing.
        case absent
        /// It is at least this.
        case atLeast(ValueExpression)
        /// It is below this.
        case below(ValueExpression)
        /// It matches one of these patterns, with `*` for anything and `?` for one character.
        case matches([String])
        /// It is made of digits.
        case digits
        /// Of several groups of conditions, all of one hold; the subject does not matter.
        case any([[ConditionExpression]])
        /// The opposite.
        case not(Test)
    }

    /// What is looked at.
    public var subject: Reference
    /// What must hold of it.
    public var test: Test
}
