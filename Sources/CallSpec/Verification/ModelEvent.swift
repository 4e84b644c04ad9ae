/// Something that can happen to a model from outside.
enum ModelEvent: Hashable, Sendable {
    /// An event of AMI, by number.
    case ami(Int)
    /// Two channels are connected or parted by an event of AMI, by number.
    case pair(Int)
    /// A channel is listed in a resynchronisation, by the event of this number.
    case present(Int)
    /// A resynchronisation ends, and some channels were not listed.
    case rollCallComplete(Int)
    /// A timer is over.
    case timer(Int)
}
