/// Something a transition does.
public enum ActionDeclaration: Sendable {
    /// What belongs to one call from now on.
    public enum Union: String, Sendable, CaseIterable {
        /// All channels in the same bridge.
        case bridge
        /// All channels of the call of the channel and of the call of the second one.
        case peer
    }

    /// A fact gets a value.
    case set(Reference, ValueExpression)
    /// A fact gets a value where it has none.
    case setDefault(Reference, ValueExpression)
    /// A number grows.
    case add(Reference, ValueExpression)
    /// A fact is forgotten.
    case clear(Reference)
    /// Calls become one, the oldest of them.
    case unite(Union, SourceLocation)
    /// A timer of the call runs from now on; one that runs already begins anew.
    case start(Specification.Name)
    /// A timer of the call runs no more.
    case stop(Specification.Name)
    /// A message is sent, dated now or as told.
    case emit(Specification.Name, at: ValueExpression?)
}
