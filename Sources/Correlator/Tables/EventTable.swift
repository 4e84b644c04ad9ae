/// What the runtime has to know of an AMI event.
public struct EventTable: Sendable {
    /// What the event says of its channel.
    public enum Subject: Sendable {
        /// It is about no channel.
        case none
        /// About one that is there.
        case mentions
        /// About one that is new.
        case begins
        /// About one that is gone with it.
        case ends
        /// About every call there is.
        case everyCall
        /// One line of a roll call.
        case present
        /// The end of a roll call.
        case rollCallComplete
    }

    /// What the event says of a bridge.
    public enum BridgeRole: Sendable {
        /// Nothing.
        case none
        /// The channel enters one.
        case enters
        /// The channel leaves one.
        case leaves
    }

    /// The event's name.
    public var name: String
    /// The AMI class that has it, as it is asked for in an event mask.
    public var amiClass: String
    /// What it says of its channel.
    public var subject: Subject
    /// What it says of a bridge.
    public var bridge: BridgeRole
    /// The headers that name the second channel, its id, name and call; `nil` where there is none.
    public var peer: (id: Int, name: Int, call: Int)?
    /// The header with the channel's name.
    public var nameHeader: Int
    /// The triggers that are made of it, in order.
    public var triggers: [Int]

    /// An event's table.
    public init(
        _ name: String, class amiClass: String, _ subject: Subject, bridge: BridgeRole = .none,
        peer: (id: Int, name: Int, call: Int)? = nil, nameHeader: Int, triggers: [Int]
    ) {
        self.name = name
        self.amiClass = amiClass
        self.subject = subject
        self.bridge = bridge
        self.peer = peer
        self.nameHeader = nameHeader
        self.triggers = triggers
    }
}
