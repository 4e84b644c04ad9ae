/// The part of a spec that says what is heard of AMI.
public struct AMIDeclaration: Sendable {
    /// The classes that AMI has events in (`manager.conf`).
    public static let classes = [
        "system", "call", "log", "verbose", "agent", "user", "config", "dtmf", "reporting", "cdr", "dialplan",
        "originate", "agi", "cc", "aoc", "test", "security", "message",
    ]

    /// The header that carries an event's own time, in seconds since 1970 with a fraction.
    public var time = Specification.Name(text: "Timestamp", location: .start)
    /// The header that names a channel for good.
    public var channelID = Specification.Name(text: "Uniqueid", location: .start)
    /// The header with a channel's name, which can change.
    public var channelName = Specification.Name(text: "Channel", location: .start)
    /// The header that names the call a channel belongs to.
    public var callID = Specification.Name(text: "Linkedid", location: .start)
    /// The header that names a bridge.
    public var bridgeID: Specification.Name?
    /// Values that stand for "nothing" in any header.
    public var nothing: [String] = []
    /// What is known of single headers.
    public var headers: [HeaderDeclaration] = []
    /// The events that matter.
    public var events: [EventDeclaration] = []
    /// Actions to send after each login: they are answered by events with the current states.
    public var asks: [String] = []
    /// How to ask which channels there are.
    public var rollCall: RollCallDeclaration?
    /// Where the variables of channels stand.
    public var variables: VariablesDeclaration?

    /// Where the variables of channels stand.
    public struct VariablesDeclaration: Sendable {
        /// The event that reports a variable that is set.
        public var event: Specification.Name
        /// The header with its name there.
        public var name: Specification.Name
        /// The header with its value there.
        public var value: Specification.Name
        /// The header of any event that says `NAME=VALUE`.
        public var header: Specification.Name
    }

    /// What is known of one header.
    public struct HeaderDeclaration: Sendable {
        /// The header.
        public var name: Specification.Name
        /// Values that stand for "nothing" in it.
        public var nothing: [String] = []
        /// All values it can have, where that set is closed.
        public var values: [String]?
    }

    /// An action that lists all channels.
    public struct RollCallDeclaration: Sendable {
        /// The action to send.
        public var action: Specification.Name
        /// The event that names one channel.
        public var item: Specification.Name
        /// The event that ends the list.
        public var complete: Specification.Name
        /// The header in which that says how many channels it named.
        public var count: Specification.Name?
    }
}
