/// A message in the machine.
struct MessagePlan {
    /// A piece of the topic.
    enum TopicPiece {
        /// Bytes as they stand, among the machine's.
        case bytes(Slice)
        case value(Operand)
    }

    /// The topic, among the machine's topic pieces.
    let topic: Slice
    /// The payload, among the machine's pieces.
    let pieces: Slice
    /// Where its cause comes from; `nil` if it has none.
    let cause: Operand?
    /// The kind of thing that its topic names last, if it is a state of one; -1 otherwise.
    let thing: Int32
    /// Whether it is held against what was last sent at its topic.
    let isCompared: Bool
}
