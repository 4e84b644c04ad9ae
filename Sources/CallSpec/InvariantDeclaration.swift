/// Something that must be true of every call, whatever happens: what ``Verifier`` proves.
public struct InvariantDeclaration: Sendable {
    /// What must be true of the messages of a call.
    public enum Claim: Sendable {
        /// Each of these is sent once or not at all.
        case atMostOnce([Specification.Name])
        /// Each message needs one of the other kind, of its own, that was sent before it: by the call, or by one from
        /// which a channel came over.
        case onlyAfter([(message: Specification.Name, other: Specification.Name)])
        /// Every call that ends sends this, once, and nothing after it.
        case endsWith(Specification.Name)
    }

    /// Its name.
    public var name: Specification.Name
    /// What it means, in a sentence.
    public var about = ""
    /// What must be true.
    public var claims: [Claim] = []
    /// Where one of these holds, a message is let be, and a call that said nothing may end in silence.
    public var exceptions: [[ConditionExpression]] = []
}
