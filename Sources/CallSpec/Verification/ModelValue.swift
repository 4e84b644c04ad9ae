/// What the model knows of a value while an event is worked on.
enum ModelValue {
    /// There is none.
    case unset
    /// It is this number.
    case number(Int)
    /// It is this text, which is not empty.
    case text(String)
    /// There is one, and it is none of those that are distinguished in that place.
    case other(ModelSlot)
    /// It is what this header says, which says something of the kind that is wanted.
    case header(Int)
    /// It is a number above 0.
    case positive
    /// There is one.
    case some
    /// Nothing.
    case unknown
}
