/// An AMI event that matters.
public struct EventDeclaration: Sendable {
    /// What an event says of the channel it is about.
    public enum Subject: String, Sendable, CaseIterable {
        /// It is about no channel.
        case none
        /// It is about one that is there.
        case mentions
        /// It is about one that is new.
        case begins
        /// It is about one that is gone with it.
        case ends
        /// It is about every call there is.
        case everyCall = "every_call"
    }

    /// What an event says of a bridge.
    public enum BridgeRole: String, Sendable, CaseIterable {
        /// The channel enters it.
        case enters
        /// The channel leaves it.
        case leaves
    }

    /// The event's name.
    public var name: Specification.Name
    /// The AMI class (privilege) that has it.
    public var amiClass: Specification.Name
    /// What it says of its channel.
    public var channel: Subject = .mentions
    /// What it says of a bridge.
    public var bridge: BridgeRole?
    /// What the headers about its channel begin with, such as `Transferer` in `TransfererUniqueid`; mostly nothing.
    public var prefix = ""
    /// What the headers about a second channel begin with, such as `Dest`; `nil` where there is none.
    public var peer: Specification.Name? { peers.first }
    /// The same of all that can stand for one: the first that the event names a channel by counts.
    public var peers: [Specification.Name] = []
    /// A header that names the device of a second channel, which is looked for in the same call.
    public var peerDevice: Specification.Name?
    /// The headers that are read, beside the ones that name channels and calls.
    public var headers: [Specification.Name] = []
}
