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
}
