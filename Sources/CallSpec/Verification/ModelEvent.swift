/// Something that can happen to a model from outside.
enum ModelEvent: Hashable, Sendable {
    /// An event of AMI, by number.
    case ami(Int)
    /// Two channels are connected or parted by an event of AMI, by number.
    case pair(Int)
    /// A channel is named in a roll call, by the event of this number.
    case present(Int)
    /// A roll call ends, and some channels were not named.
    case rollCallComplete(Int)
    /// A timer is over.
    case timer(Int)
}
