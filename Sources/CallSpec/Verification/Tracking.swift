/// What a model keeps track of. Whatever it does not keep track of can be anything at any time, so that such a model
/// can do all that a more exact one can, and more.
struct Tracking: Hashable, Sendable {
    /// The state that calls are in.
    var states = false
    /// Facts.
    var slots: Set<ModelSlot> = []
    /// Which channel a call is named after.
    var identities = false
    /// Whether a channel of a call went over to another.
    var mergers = false
    /// Which channels are in a bridge together.
    var bridges = false
    /// How many messages are counted; more than that are "at least so many".
    var count = 1
}
