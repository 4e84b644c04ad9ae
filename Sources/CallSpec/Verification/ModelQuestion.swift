/// What a model asks of the event at hand. Whoever explores it tries all answers; whoever follows a real event has them.
enum ModelQuestion {
    /// Which way a channel that is new comes to a call.
    enum Way: Hashable {
        /// It joins one that goes on, which can be named after it.
        case join(Int, isNamedAfter: Bool)
        /// It begins one, named after itself or after a channel that nobody saw.
        case own(older: Bool)
        case unseen(older: Bool)
    }

    /// Which channel it is that begins: 0 for one that is new, then these.
    case begun([Int])
    /// Which of these channels it is about; where none of them, the number behind the last.
    case channel([Int])
    /// The same of the second channel.
    case peer([Int])
    /// Which way the channel comes to a call.
    case begins([Way])
    /// Which of these a flag that follows from a channel's name is.
    case name(ModelSlot, channel: Int, [ModelCell])
    /// Which of these calls a channel is in; 0 for the one that it was in, and then theirs.
    case follows(channel: Int, [Int])
    /// Which bridge a channel comes into: 0 for another, then these; behind the last, no bridge is named.
    case enters(channel: Int, [ModelCell])
    /// Whether a bridge is named that a channel leaves.
    case leaves
    /// Which of these channels has the device: 0 for none, then these.
    case device([Int])
    /// Whether a header's value is one of some.
    case header(Int, UInt64)
    /// Whether something holds that only the event decides.
    case condition(CallProgram.Condition)
    /// Which of these a header's value is as that place keeps it.
    case value(Int, ModelSlot, [ModelCell])
    /// Which of these channels a resynchronisation leaves out.
    case lost(Int)
    /// Whose timer it is.
    case timer([Int])
}
