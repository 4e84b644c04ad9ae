/// A whole behaviour, as `callgen` makes it from a spec: what a `Correlator` runs.
public struct CallTables: Sendable, Hashable {
    /// The headers that the runtime itself reads.
    public struct Identity: Sendable, Hashable {
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
    public struct RollCall: Sendable, Hashable {
        /// The action to send.
        public var action: String
        /// The header with the id of the action that an event answers.
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

    /// The event with the variables of channels.
    public struct Variables: Sendable, Hashable {
        /// The event that reports a variable that is set.
        public var event: Int
        /// The header with its name there.
        public var name: Int
        /// The header with its value there.
        public var value: Int
        /// The header, as often as need be in any event, that says `NAME=VALUE`; behind a prefix of a second channel's
        /// headers it is that channel's.
        public var header: String

        /// Where variables stand.
        public init(event: Int, name: Int, value: Int, header: String) {
            self.event = event
            self.name = name
            self.value = value
            self.header = header
        }
    }

    /// What happens without an AMI event saying so, and the triggers made of it.
    public struct Occurrences: Sendable, Hashable {
        /// The last channel ended.
        public var lastChannelEnded: [Int]
        /// The last channel went over to another call.
        public var lastChannelMoved: [Int]
        /// The last channel was found gone.
        public var lastChannelLost: [Int]
        /// A channel came over from another call.
        public var channelArrived: [Int]
        /// A channel is about to go over to another call.
        public var channelLeft: [Int]
        /// A channel was found gone.
        public var channelLost: [Int]
        /// A resynchronisation named a channel that was known already.
        public var channelPresent: [Int]

        /// The triggers of each occurrence.
        public init(
            lastChannelEnded: [Int], lastChannelMoved: [Int], lastChannelLost: [Int], channelArrived: [Int],
            channelLeft: [Int] = [], channelLost: [Int] = [], channelPresent: [Int] = []
        ) {
            self.lastChannelEnded = lastChannelEnded
            self.lastChannelMoved = lastChannelMoved
            self.lastChannelLost = lastChannelLost
            self.channelArrived = channelArrived
            self.channelLeft = channelLeft
            self.channelLost = channelLost
            self.channelPresent = channelPresent
        }

        /// The triggers of one occurrence.
        public subscript(_ occurrence: Occurrence) -> [Int] {
            switch occurrence {
            case .lastChannelEnded: lastChannelEnded
            case .lastChannelMoved: lastChannelMoved
            case .lastChannelLost: lastChannelLost
            case .channelArrived: channelArrived
            case .channelLeft: channelLeft
            case .channelLost: channelLost
            case .channelPresent: channelPresent
            }
        }
    }

    /// The spec that it was made of.
    public var spec: SpecIdentity
    /// The events that matter, by number.
    public var events: [EventTable]
    /// The headers that are read, by number.
    public var headers: [HeaderTable]
    /// Values that stand for nothing in any header.
    public var nothing: [String]
    /// The headers that the runtime itself reads.
    public var identity: Identity
    /// Actions to send after each login: they are answered by events with the current states.
    public var asks: [String]
    /// How to ask which channels there are.
    public var rollCall: RollCall?
    /// The event with the variables of channels.
    public var variables: Variables?
    /// What is kept of a call as a number.
    public var callNumbers: [FactTable]
    /// How many texts are kept of a call.
    public var callTextCount: Int
    /// What is kept of a channel as a number.
    public var channelNumbers: [FactTable]
    /// How many texts are kept of a channel.
    public var channelTextCount: Int
    /// The kinds of things that are there besides calls and channels, wholes before their parts.
    public var things: [ThingTable]
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
    public var transitions: [UInt16]
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
    /// What is claimed of every call, to be looked at while calls go on. Tables that `callgen` made have none: there it
    /// was proved before.
    public var claims: [ClaimTable]
    /// Tells behaviours apart whose calls are remembered differently: made of the names and types of facts, states,
    /// messages, timers, causes and words.
    public var layout: UInt64

    /// A behaviour.
    public init(
        spec: SpecIdentity, events: [EventTable], headers: [HeaderTable], nothing: [String], identity: Identity,
        asks: [String],
        rollCall: RollCall?, variables: Variables? = nil,
        callNumbers: [FactTable], callTextCount: Int, channelNumbers: [FactTable], channelTextCount: Int,
        timers: [TimerTable], triggers: [[Condition]], occurrences: Occurrences, finalStates: [Bool],
        transitions: [UInt16],
        choices: [[Int]], rules: [RuleTable], messages: [MessageTable], causes: [CauseTable], causeOfCode: [UInt8],
        claims: [ClaimTable] = [], layout: UInt64, things: [ThingTable] = []
    ) {
        self.spec = spec
        self.events = events
        self.headers = headers
        self.nothing = nothing
        self.identity = identity
        self.asks = asks
        self.rollCall = rollCall
        self.variables = variables
        self.callNumbers = callNumbers
        self.callTextCount = callTextCount
        self.channelNumbers = channelNumbers
        self.channelTextCount = channelTextCount
        self.things = things
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
        self.claims = claims
        self.layout = layout
    }
}
