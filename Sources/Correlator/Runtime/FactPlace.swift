/// Where a fact of a call or channel lies in its row of a ``FactPool``.
struct FactPlace {
    /// How much of a word a number takes.
    enum Width: Sendable {
        /// A moment.
        case whole
        /// Any other number. One that needs more room stands beside the pool.
        case half
        /// A flag, a cause and one of a set of words.
        case quarter
    }

    let width: Width
    /// In units of its width.
    let index: Int32
}
