/// A value as a spec writes it.
public indirect enum ValueExpression: Sendable {
    /// A text.
    case text(String, SourceLocation)
    /// A whole number.
    case number(Int, SourceLocation)
    /// True or false.
    case flag(Bool, SourceLocation)
    /// What something else is.
    case reference(Reference)
    /// The first of these that says something.
    case first([ValueExpression], SourceLocation)
    /// An extension and a name.
    case party(extension: ValueExpression?, name: ValueExpression?, SourceLocation)
    /// The cause that a code stands for.
    case causeOf(ValueExpression, SourceLocation)

    /// The moment that lies as long back as a text says, in seconds or as HH:MM:SS.
    case ago(ValueExpression, SourceLocation)

    /// How many there are for which the conditions hold: channels, or things of a kind.
    case count(Specification.Name, [ConditionExpression], SourceLocation)

    /// The least of a number, or the first of a moment, of all things of a kind.
    case least(ValueExpression, SourceLocation)

    /// One text made of several, if all of them are set.
    case join([ValueExpression], SourceLocation)

    /// What another is, where conditions hold; nothing otherwise.
    case guarded(ValueExpression, [ConditionExpression], SourceLocation)

    /// Where it stands.
    public var location: SourceLocation {
        switch self {
        case .text(_, let location), .number(_, let location), .flag(_, let location), .first(_, let location),
            .party(_, _, let location), .causeOf(_, let location), .ago(_, let location), .guarded(_, _, let location),
            .count(_, _, let location), .least(_, let location), .join(_, let location):
            location
        case .reference(let reference): reference.location
        }
    }
}
