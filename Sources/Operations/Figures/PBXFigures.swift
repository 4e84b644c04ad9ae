/// What is counted and held for one PBX, at one moment. Plain values: whoever reads them holds nothing up.
public struct PBXFigures: Sendable, Equatable {
    /// Bytes, messages and faults, as the AMI decoder saw them.
    public var bytes: UInt64 = 0
    /// Messages of Asterisk that were decoded.
    public var messages: UInt64 = 0
    /// Events that nothing is made of, by their name.
    public var skipped: UInt64 = 0
    /// Events that matter.
    public var used: UInt64 = 0
    /// What could not be decoded, by what was wrong with it.
    public var faults: [String: UInt64] = [:]
    /// Channels that were passed over since a bound was reached.
    public var passedOver: UInt64 = 0
    /// Times a connection to Asterisk had to be made again, by why.
    public var reconnects: [String: UInt64] = [:]
    /// Whether Asterisk has let the AMI user in, and still does.
    public var isLoggedIn = false
    /// Why it does not, for people; empty where it does, or where nothing has been tried yet.
    public var loginProblem = ""
    /// Calls that are going on.
    public var openCalls = 0
    /// Channels that are there.
    public var openChannels = 0
    /// Calls that began.
    public var callsBegun: UInt64 = 0
    /// Calls that ended.
    public var callsEnded: UInt64 = 0
    /// Messages for the broker, by the event that they tell.
    public var events: [String: UInt64] = [:]
    /// Messages that the MQTT client has accepted.
    public var published: UInt64 = 0
    /// Messages that the broker has taken.
    public var acknowledged: UInt64 = 0
    /// Messages that the broker will never take.
    public var refused: UInt64 = 0
    /// Messages that the MQTT client still answers for.
    public var waiting = 0
    /// Whether the broker has let the client in, and still does.
    public var isConnected = false
    /// Connections to the broker after the first.
    public var brokerReconnects: UInt64 = 0
    /// What is kept on disk; `nil` without a store.
    public var store: StoreFigures?

    /// What is kept on disk.
    public struct StoreFigures: Sendable, Equatable {
        /// Messages that the broker does not have.
        public var messages: Int
        /// Bytes of their payloads.
        public var bytes: Int
        /// Messages that were given up for want of room.
        public var givenUp: UInt64

        /// What is kept on disk.
        public init(messages: Int, bytes: Int, givenUp: UInt64) {
            self.messages = messages
            self.bytes = bytes
            self.givenUp = givenUp
        }
    }

    /// Nothing yet.
    public init() {}
}
