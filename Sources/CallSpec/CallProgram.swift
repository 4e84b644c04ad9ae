/// A spec with every name looked up: what the tables are rendered from.
public struct CallProgram: Sendable {
    /// The spec it was made from.
    public var specification: Specification
    /// Every header that is read, in the order of their numbers.
    public var headers: [Header] = []
    /// The facts' places among a call's numbers.
    public var callNumbers: [Slot] = []
    /// The facts' places among a call's texts.
    public var callTexts: [Slot] = []
    /// The facts' places among a channel's numbers.
    public var channelNumbers: [Slot] = []
    /// The facts' places among a channel's texts.
    public var channelTexts: [Slot] = []
    /// The triggers with their conditions, in the spec's order.
    public var triggers: [Trigger] = []
    /// The transitions, in the spec's order.
    public var rules: [Rule] = []
    /// For each state and trigger (`state * triggers.count + trigger`), the rules to try in turn.
    public var table: [[Int]] = []
    /// For each trigger, the rules to try in turn where it happens outside of any call.
    public var outside: [[Int]] = []
    /// The messages.
    public var messages: [Message] = []
    /// What must be true of every call, one claim each.
    public var invariants: [Invariant] = []

    /// A header that is read.
    public struct Header: Sendable {
        /// Its name.
        public var name: String
        /// The values that conditions ask for; the position is the value's number.
        public var vocabulary: [String] = []
        /// The values that stand for nothing.
        public var nothing: [String] = []
    }

    /// A place where a fact, or a part of one, is kept.
    public struct Slot: Sendable {
        /// The fact's name, with its part.
        public var name: String
        /// The fact.
        public var fact: FactDeclaration
    }

    /// Where a value comes from.
    public enum Source: Sendable, Hashable {
        /// A header, by number.
        case header(Int)
        /// The endpoint in a device or channel that a header names: `21` in `PJSIP/21`.
        case headerEndpoint(Int)
        /// The moment that lies as long back as a header says.
        case headerAgo(Int)
        /// A call's number.
        case callNumber(Int)
        /// A call's text.
        case callText(Int)
        /// A channel's number.
        case channelNumber(Int)
        /// A channel's text.
        case channelText(Int)
        /// The second channel's number.
        case peerNumber(Int)
        /// The second channel's text.
        case peerText(Int)
        /// Something the runtime knows.
        case known(Known)
        /// A number as it stands.
        case number(Int)
        /// A text as it stands.
        case text(String)
    }

    /// What the runtime knows without being told by the spec.
    public enum Known: String, Sendable, CaseIterable {
        /// The time of the event.
        case now
        /// The call's id.
        case callID = "call.id"
        /// When the call began.
        case callBeganAt = "call.began_at"
        /// How many channels the call has.
        case callChannels = "call.channels"
        /// How many messages the call has sent.
        case callMessages = "call.messages"
        /// The call that the last channel went to.
        case mergedInto = "call.merged_into"
        /// The channel's id.
        case channelID = "channel.id"
        /// The channel's name.
        case channelName = "channel.name"
        /// The part of the channel's name that names its endpoint: `21` in `PJSIP/21-0000002a`.
        case channelEndpoint = "channel.endpoint"
        /// The channel's name without its unique part, as Asterisk names devices: `PJSIP/21`.
        case channelDevice = "channel.device"
        /// The second channel's id.
        case peerID = "peer.id"
        /// The second channel's name.
        case peerName = "peer.name"
        /// The second channel's endpoint.
        case peerEndpoint = "peer.endpoint"
        /// The second channel's device.
        case peerDevice = "peer.device"

        /// What kind of value it is.
        var kind: FactDeclaration.Kind {
            switch self {
            case .now, .callBeganAt: .time
            case .callChannels, .callMessages: .number
            default: .text
            }
        }
    }

    /// A condition.
    public struct Condition: Sendable, Hashable {
        /// What must hold.
        public enum Test: Sendable, Hashable {
            /// A header's value is one of these of its vocabulary.
            case vocabulary([Int])
            /// There is a value.
            case isSet
            /// A number is this.
            case number(Int)
            /// A text is one of these.
            case texts([String])
            /// Two values are the same text.
            case sameText(Source)
            /// Two values are the same number.
            case sameNumber(Source)
            /// A number is at least that.
            case atLeast(Source)
            /// A text matches one of these patterns.
            case matches([String])
            /// A text is made of digits.
            case digits
        }

        /// What is looked at.
        public var source: Source
        /// What must hold.
        public var test: Test
        /// Whether the opposite must hold.
        public var isNegated = false
    }

    /// An action.
    public enum Action: Sendable, Hashable {
        /// Whose fact it is.
        public enum Owner: String, Sendable {
            /// The call's.
            case call
            /// The channel's.
            case channel
            /// The second channel's.
            case peer
        }

        /// A number is set to the first source that says something.
        case setNumber(Owner, Int, [Source], onlyIfUnset: Bool)
        /// A number grows.
        case addNumber(Owner, Int, Source)
        /// A cause is set from its code.
        case setCause(Owner, Int, [Source])
        /// A text is set to the first source that says something.
        case setText(Owner, Int, [Source], onlyIfUnset: Bool)
        /// An extension and, in the next place, a name are set.
        case setParty(Owner, Int, number: [Source], name: [Source], onlyIfUnset: Bool)
        /// A number is forgotten.
        case clearNumber(Owner, Int)
        /// A text is forgotten.
        case clearText(Owner, Int)
        /// Calls become one, the oldest of them.
        case unite(ActionDeclaration.Union)
        /// A timer runs from now on.
        case startTimer(Int)
        /// A timer runs no more.
        case stopTimer(Int)
        /// A message is sent.
        case emit(Int, at: Source)
    }

    /// A trigger.
    public struct Trigger: Sendable {
        /// Its number among the events, or `nil` for an occurrence.
        public var event: Int?
        /// The number of the timer that it is the end of.
        public var timer: Int?
        /// The occurrence, where there is no event and no timer.
        public var occurrence: TriggerDeclaration.Occurrence?
        /// What must hold.
        public var conditions: [Condition] = []
    }

    /// A transition.
    public struct Rule: Sendable {
        /// What must hold.
        public var conditions: [Condition] = []
        /// The state it leads to.
        public var to: Int?
        /// What is done.
        public var actions: [Action] = []
    }

    /// One thing that must be true of every call.
    public struct Invariant: Sendable {
        /// What must be true, of messages by number.
        public enum Claim: Sendable, Hashable {
            /// The message is sent once or not at all.
            case atMostOnce(Int)
            /// A message needs another, of its own, before it.
            case onlyAfter(Int, Int)
            /// Every call that ends sends this message, once, and nothing after it.
            case endsWith(Int)
            /// Every call that loses its last channel is in a final state then.
            case isFinal
        }

        /// Its name in the spec.
        public var name: String
        /// Where it stands.
        public var location: SourceLocation
        /// What must be true.
        public var claim: Claim
        /// Where all conditions of one of these hold, the claim is not made.
        public var exceptions: [[Condition]] = []
    }

    /// A message.
    public struct Message: Sendable {
        /// Its topic in pieces, the call's id and headers looked up.
        public var topic: [TopicPiece] = []
        /// Its fields, the common ones among them.
        public var fields: [Field] = []
    }

    /// A piece of a topic.
    public enum TopicPiece: Sendable {
        /// A text as it stands.
        case text(String)
        /// A value, as a level of the topic.
        case value(Source)
    }

    /// A field of a message.
    public struct Field: Sendable {
        /// What it holds.
        public enum Content: Sendable {
            /// A text.
            case text([Source])
            /// A whole number.
            case number([Source])
            /// An object of all headers after one.
            case headersAfter(Int)
            /// True or false.
            case flag(Source)
            /// A moment, as RFC 3339.
            case time([Source])
            /// One of a closed set of words, by number.
            case word(Source, [String])
            /// A header's value in other words: those of its vocabulary, by number, and the one for all others.
            case headerWord(Int, [String?], otherwise: String?)
            /// The name of a cause.
            case causeName(Source)
            /// The sentence of a cause.
            case causeDescription(Source)
            /// An extension and a name.
            case party(number: [Source], name: [Source])
            /// Seconds between two moments.
            case seconds(from: [Source], to: [Source])
            /// An extension and a name of each channel.
            case parties(number: [Source], name: [Source], [Condition])
            /// Something the message itself knows.
            case ownName, description, eventID, sequence, pbx
        }

        /// Its key.
        public var name: String
        /// What it holds.
        public var content: Content
        /// Whether it is left out when it says nothing.
        public var isOptional: Bool
    }
}
