/// What Asterisk is taken to keep to: an order of the events about one channel, the second one where an event is about
/// two. It is not proven; stories that it rules out are not considered.
public struct AssumptionDeclaration: Sendable {
    /// Its name.
    public var name: Specification.Name
    /// What it means, in a sentence.
    public var about = ""
    /// What comes in which order, events by name.
    public var orders: [(kind: CallProgram.Assumption.Kind, pairs: [InvariantDeclaration.Order])] = []
}
