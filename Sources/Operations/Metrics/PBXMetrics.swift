/// The metrics of one PBX at one moment, as plain values.
public struct PBXMetrics: Sendable, Equatable {
    /// Bytes that the AMI decoder has read.
    public var bytes: UInt64 = 0
    /// AMI messages decoded.
    public var messages: UInt64 = 0
    /// AMI events that were skipped by name.
    public var skipped: UInt64 = 0
    /// AMI events that the spec uses.
    public var used: UInt64 = 0
    /// AMI messages that could not be used, by the fault.
    public var faults: [String: UInt64] = [:]
    /// Channels that were not followed because a bound was reached.
    public var passedOver: UInt64 = 0
    /// Reconnects to Asterisk, by reason.
    public var reconnects: [String: UInt64] = [:]
    /// Whether the AMI user is logged in.
    public var isLoggedIn = false
    /// Why the AMI user is not logged in, for people; can be empty.
    public var loginProblem = ""
    /// Calls in progress.
    public var openCalls = 0
    /// Open channels.
    public var openChannels = 0
    /// Calls that began.
    public var callsBegun: UInt64 = 0
    /// Calls that ended.
    public var callsEnded: UInt64 = 0
    /// Messages for the broker, by event.
    public var events: [String: UInt64] = [:]
    /// Messages that the MQTT client has accepted.
    public var published: UInt64 = 0
    /// Messages that the broker has acknowledged.
    public var acknowledged: UInt64 = 0
    /// Messages that the broker has refused.
    public var refused: UInt64 = 0
    /// Messages in the MQTT client without acknowledgement.
    public var waiting = 0
    /// Whether the broker is connected.
    public var isConnected = false
    /// Why the broker is not connected, for people; can be empty.
    public var brokerProblem = ""
    /// Connections to the broker after the first.
    public var brokerReconnects: UInt64 = 0
    /// The metrics of the store; `nil` without one.
    public var store: StoreMetrics?

    /// The metrics of the store.
    public struct StoreMetrics: Sendable, Equatable {
        /// Messages in the store.
        public var messages: Int
        /// Bytes of their payloads.
        public var bytes: Int
        /// Messages dropped for lack of room.
        public var givenUp: UInt64

        /// The metrics of the store.
        public init(messages: Int, bytes: Int, givenUp: UInt64) {
            self.messages = messages
            self.bytes = bytes
            self.givenUp = givenUp
        }
    }

    /// All zero.
    public init() {}
}
