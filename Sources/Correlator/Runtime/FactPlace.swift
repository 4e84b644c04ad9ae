/// Where a fact of a call or channel lies in its row of a ``FactPool``.
struct FactPlace {
    /// A number that can be anything has a word; a flag, a cause and one of a set of words have a quarter of one.
    enum Width: Sendable {
        case whole
        case quarter
    }

    let width: Width
    /// In units of its width; a text's is in halves of words.
    let index: Int32
}
