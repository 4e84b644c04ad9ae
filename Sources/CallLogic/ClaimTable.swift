/// A ``Claim`` that a spec makes.
public struct ClaimTable: Sendable, Hashable {
    /// Its name in the spec.
    public var name: String
    /// What must be true.
    public var claim: Claim
    /// Where all conditions of one of these hold, the claim is not made.
    public var exceptions: [[Condition]]
    /// Whether it is claimed of each channel: of messages counts what is sent about the same one.
    public var isOfChannel: Bool

    /// A claim under a name.
    public init(_ name: String, _ claim: Claim, unless exceptions: [[Condition]] = [], isOfChannel: Bool = false) {
        self.name = name
        self.claim = claim
        self.exceptions = exceptions
        self.isOfChannel = isOfChannel
    }
}
