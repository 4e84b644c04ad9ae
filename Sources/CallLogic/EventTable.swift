/// What the runtime has to know of an AMI event.
public struct EventTable: Sendable, Hashable {
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
        /// One channel of a resynchronisation.
        case present
        /// The end of a resynchronisation.
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

    /// The headers that are about one channel, by number.
    public struct ChannelHeaders: Sendable, Hashable {
        /// The one with its id.
        public var id: Int
        /// The one with its name.
        public var name: Int
        /// The one with the call it belongs to.
        public var call: Int

        /// The headers about a channel.
        public init(id: Int, name: Int, call: Int) {
            self.id = id
            self.name = name
            self.call = call
        }
    }

    /// The event's name.
    public var name: String
    /// The AMI class that has it, as it is asked for in an event mask.
    public var amiClass: String
    /// What it says of its channel.
    public var subject: Subject
    /// What it says of a bridge.
    public var bridge: BridgeRole
    /// The headers about its channel.
    public var channel: ChannelHeaders
    /// The headers about a second channel; `nil` where there is none.
    public var peer: ChannelHeaders?
    /// Others, in order, for where the event names no second channel by the first.
    public var otherPeers: [ChannelHeaders]
    /// The header that names the device of a second channel in the same call; `nil` where there is none.
    public var peerDevice: Int?
    /// The triggers that are made of it, in order.
    public var triggers: [Int]

    /// Those that are set off for each pair of channels that it connects or parts, in order.
    public var pairTriggers: [Int]

    /// The things that it is about, where anything asks for them; wholes before their parts.
    public var things: [ThingTable.Key]

    /// An event's table.
    public init(
        _ name: String, class amiClass: String, _ subject: Subject, bridge: BridgeRole = .none,
        channel: ChannelHeaders, peer: ChannelHeaders? = nil, otherPeers: [ChannelHeaders] = [], peerDevice: Int? = nil,
        triggers: [Int], pairTriggers: [Int] = [], things: [ThingTable.Key] = []
    ) {
        self.name = name
        self.amiClass = amiClass
        self.subject = subject
        self.bridge = bridge
        self.channel = channel
        self.peer = peer
        self.otherPeers = otherPeers
        self.peerDevice = peerDevice
        self.triggers = triggers
        self.pairTriggers = pairTriggers
        self.things = things
    }
}
