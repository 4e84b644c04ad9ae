/// Something that must be true of every call, whatever happens: what ``Verifier`` proves.
public struct InvariantDeclaration: Sendable {
    /// One thing, and those that come before or after it.
    public typealias Order = (one: Specification.Name, others: [Specification.Name])

    /// What must be true of the messages of a call.
    public enum Claim: Sendable {
        /// Each of these is sent once or not at all.
        case atMostOnce([Specification.Name])
        /// Each message needs one of the other kind, of its own, that was sent before it: by the call, or by one from
        /// which a channel came over.
        case onlyAfter([(message: Specification.Name, other: Specification.Name)])
        /// Each message needs one of the others before it, sent by the same call; one is enough for any number.
        case preceded([Order])
        /// Each message is not sent once the call has sent one of the others.
        case neverAfter([Order])
        /// After each message one of the others is sent, at the latest when the call ends.
        case followedBy([Order])
        /// When a message is sent, or any where its name is `*`, all conditions of one of its alternatives hold.
        case always([(message: Specification.Name, alternatives: [[ConditionExpression]])])
        /// Every call that ends sends this, once, and nothing after it.
        case endsWith(Specification.Name)
    }

    /// Of what each it is claimed.
    public enum Owner: String, Sendable, CaseIterable {
        /// Of each call.
        case call
        /// Of each channel: of messages counts what is sent about the same one.
        case channel
    }

    /// Its name.
    public var name: Specification.Name
    /// Of what each it is claimed.
    public var owner = Owner.call
    /// What it means, in a sentence.
    public var about = ""
    /// What must be true.
    public var claims: [Claim] = []
    /// Where one of these holds, a message is let be, and a call that said nothing may end in silence.
    public var exceptions: [[ConditionExpression]] = []
}
