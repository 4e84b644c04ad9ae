/// Something a transition does.
public enum ActionDeclaration: Sendable {
    /// A fact gets a value.
    case set(Reference, ValueExpression)
    /// A fact gets a value where it has none.
    case setDefault(Reference, ValueExpression)
    /// A number grows.
    case add(Reference, ValueExpression)
    /// A fact is forgotten.
    case clear(Reference)
    /// All channels in the same bridge belong to the oldest of their calls.
    case uniteBridge(SourceLocation)
    /// A message is sent, dated now or as told.
    case emit(Specification.Name, at: ValueExpression?)
}
