/// Something a transition does.
public enum ActionDeclaration: Sendable {
    /// What belongs to one call from now on.
    public enum Partner: String, Sendable, CaseIterable {
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
    case merge(Partner, SourceLocation)
    /// A timer of the call, or of the thing at hand, runs from now on; one that runs already begins anew.
    case start(Specification.Name)
    /// Such a timer runs no more.
    case stop(Specification.Name)
    /// What the call is doing once the next message is sent, instead of what that message says of it.
    case say(Specification.Name)
    /// The thing at hand is no more.
    case forget(Specification.Name)
    /// At most so many things of a kind stay, of those in the same whole; the oldest are no more.
    case keep(Specification.Name, ValueExpression)
    /// A message is sent, dated now or as given; where a place stands in `ifChanged`, only if it differs in more than
    /// its timestamp; with lines, once for each line of a text.
    case emit(Specification.Name, at: ValueExpression?, ifChanged: SourceLocation? = nil, lines: ValueExpression? = nil)
    /// A text gets another line, unless it has that one.
    case append(Reference, ValueExpression)
    /// Others are done for each channel of the call for which the conditions hold.
    case eachChannel([ConditionExpression], [ActionDeclaration], SourceLocation)
    /// All that a name stands for.
    case named(Specification.Name)
}
