/// A whole behaviour, as `callgen` makes it from a spec: what a ``Correlator`` runs.
public struct CallTables: Sendable {
    /// The headers that the runtime itself reads.
    public struct Identity: Sendable {
        /// An event's own time.
        public var time: Int
        /// A channel's id.
        public var channelID: Int
        /// The call that a channel belongs to.
        public var callID: Int
        /// A bridge's id.
        public var bridgeID: Int?

        /// The headers' numbers.
        public init(time: Int, channelID: Int, callID: Int, bridgeID: Int?) {
            self.time = time
            self.channelID = channelID
            self.callID = callID
            self.bridgeID = bridgeID
        }
    }

    /// How to ask which channels there are.
    public struct RollCall: Sendable {
        /// The action to send.
        public var action: String
        /// The header that tells which action an event answers.
        public var actionID: Int
        /// The header in which the end of the list says how many channels it named.
        public var count: Int?

        /// An action that lists all channels.
        public init(action: String, actionID: Int, count: Int? = nil) {
            self.action = action
            self.actionID = actionID
            self.count = count
        }
    }

    /// What happens without an AMI event saying so, and the triggers made of it.
    public struct Occurrences: Sendable {
        /// The last channel ended.
        public var lastChannelEnded: [Int]
        /// The last channel went over to another call.
        public var lastChannelMoved: [Int]
        /// The last channel was found gone.
        public var lastChannelLost: [Int]
        /// A channel came over from another call.
        public var channelArrived: [Int]

        /// The triggers of each occurrence.
        public init(
            lastChannelEnded: [Int], lastChannelMoved: [Int], lastChannelLost: [Int], channelArrived: [Int]
        ) {
            self.lastChannelEnded = lastChannelEnded
            self.lastChannelMoved = lastChannelMoved
            self.lastChannelLost = lastChannelLost
            self.channelArrived = channelArrived
        }
    }

    /// The events that matter, by number.
    public var events: [EventTable]
    /// The headers that are read, by number.
    public var headers: [HeaderTable]
    /// Values that stand for nothing in any header.
    public var nothing: [String]
    /// The headers that the runtime itself reads.
    public var identity: Identity
    /// Actions to send after each login: events that tell how things stand answer them.
    public var asks: [String]
    /// How to ask which channels there are.
    public var rollCall: RollCall?
    /// What is kept of a call as a number.
    public var callNumbers: [FactTable]
    /// How many texts are kept of a call.
    public var callTextCount: Int
    /// What is kept of a channel as a number.
    public var channelNumbers: [FactTable]
    /// How many texts are kept of a channel.
    public var channelTextCount: Int
    /// The timers that a call has.
    public var timers: [TimerTable]
    /// For each trigger, what must hold.
    public var triggers: [[Condition]]
    /// The triggers that no AMI event makes.
    public var occurrences: Occurrences
    /// For each state, whether it is final; a call begins in the first.
    public var finalStates: [Bool]
    /// For each state and trigger (`state * triggers.count + trigger`), the number of a choice; 0 for none. Behind the
    /// rows of the states is one for what happens outside of any call.
    public var transitions: [UInt8]
    /// Transitions to try in turn.
    public var choices: [[Int]]
    /// All transitions.
    public var rules: [RuleTable]
    /// The messages.
    public var messages: [MessageTable]
    /// The causes.
    public var causes: [CauseTable]
    /// The cause of each code from 0 to 127.
    public var causeOfCode: [UInt8]
    /// Tells behaviours apart whose calls are remembered differently: made of the names and types of facts, states,
    /// messages, timers, causes and words.
    public var layout: UInt64
    /// The number of the event with this name; `nil` for one that does not matter.
    public var recogniseEvent: @Sendable (RawSpan) -> Int?
    /// The number of the header with this name; `nil` for one that is not read.
    public var recogniseHeader: @Sendable (RawSpan) -> Int?

    /// A behaviour.
    public init(
        events: [EventTable], headers: [HeaderTable], nothing: [String], identity: Identity, asks: [String],
        rollCall: RollCall?,
        callNumbers: [FactTable], callTextCount: Int, channelNumbers: [FactTable], channelTextCount: Int,
        timers: [TimerTable], triggers: [[Condition]], occurrences: Occurrences, finalStates: [Bool],
        transitions: [UInt8],
        choices: [[Int]], rules: [RuleTable], messages: [MessageTable], causes: [CauseTable], causeOfCode: [UInt8],
        layout: UInt64, recogniseEvent: @escaping @Sendable (RawSpan) -> Int?,
        recogniseHeader: @escaping @Sendable (RawSpan) -> Int?
    ) {
        self.events = events
        self.headers = headers
        self.nothing = nothing
        self.identity = identity
        self.asks = asks
        self.rollCall = rollCall
        self.callNumbers = callNumbers
        self.callTextCount = callTextCount
        self.channelNumbers = channelNumbers
        self.channelTextCount = channelTextCount
        self.timers = timers
        self.triggers = triggers
        self.occurrences = occurrences
        self.finalStates = finalStates
        self.transitions = transitions
        self.choices = choices
        self.rules = rules
        self.messages = messages
        self.causes = causes
        self.causeOfCode = causeOfCode
        self.layout = layout
        self.recogniseEvent = recogniseEvent
        self.recogniseHeader = recogniseHeader
    }

    /// The AMI classes that have the events that matter, sorted: what to ask the PBX for and no more.
    public var amiClasses: [String] {
        // What answers an action comes whatever the mask says.
        let unasked = events.filter {
            switch $0.subject {
            case .present, .rollCallComplete: false
            default: true
            }
        }
        return Array(Set(unasked.map(\.amiClass))).sorted()
    }
}
