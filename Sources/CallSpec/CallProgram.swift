@_exported public import CallLogic

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
    /// What is there besides calls and channels, in the spec's order.
    public var things: [Thing] = []
    /// For each event, the kinds of things that anything asks for where it is at hand, in their order.
    public var thingsOfEvents: [[Int]] = []
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
    /// What Asterisk is taken to keep to.
    public var assumptions: [Assumption] = []

    /// A place where a fact, or a part of one, is kept.
    public struct Slot: Sendable {
        /// The fact's name, with its part.
        public var name: String
        /// The fact.
        public var fact: FactDeclaration
    }

    /// A kind of things.
    public struct Thing: Sendable {
        /// The kind that each is a part of.
        public var whole: Int?
        /// The facts' places among its numbers.
        public var numbers: [Slot] = []
        /// The facts' places among its texts.
        public var texts: [Slot] = []
        /// For each event, where it says which of them it is about; nowhere, mostly.
        public var keys: [[Source]] = []
    }

    /// A header that is read.
    public typealias Header = HeaderTable
    /// Where a value comes from.
    public typealias Source = CallLogic.Source
    /// What the runtime always knows, whatever the spec.
    public typealias Known = CallLogic.Source.Known
    /// Something that must hold.
    public typealias Condition = CallLogic.Condition
    /// Something that a transition does.
    public typealias Action = CallLogic.Action
    /// A transition.
    public typealias Rule = RuleTable
    /// A piece of a topic.
    public typealias TopicPiece = MessageTable.TopicPiece
    /// A field of a message.
    public typealias Field = MessageTable.Field

    /// A trigger.
    public struct Trigger: Sendable {
        /// Its number among the events, or `nil` for an occurrence.
        public var event: Int?
        /// The number of the timer that it is the end of.
        public var timer: Int?
        /// The same of a timer of things: their kind, and its number there.
        public var thingTimer: ThingTimer?
        /// The occurrence, where there is no event and no timer.
        public var occurrence: TriggerDeclaration.Occurrence?
        /// Whether it is set off for each pair of channels that its event connects or parts.
        public var isPaired = false
        /// What must hold.
        public var conditions: [Condition] = []
    }

    /// A timer of things of a kind.
    public struct ThingTimer: Sendable, Hashable {
        /// The kind.
        public var kind: Int
        /// The timer's number in it.
        public var timer: Int
    }

    /// One thing that must be true of every call.
    public struct Invariant: Sendable {
        /// What must be true, of messages by number.
        public typealias Claim = CallLogic.Claim

        /// Its name in the spec.
        public var name: String
        /// Where it stands.
        public var location: SourceLocation
        /// What must be true.
        public var claim: Claim
        /// Where all conditions of one of these hold, the claim is not made.
        public var exceptions: [[Condition]] = []
        /// Whether it is claimed of each channel by itself.
        public var isOfChannel = false
    }

    /// What Asterisk is taken to keep to, of the events about one channel.
    public struct Assumption: Sendable {
        /// What the event needs.
        public enum Kind: Sendable {
            /// One of the others since the last of its own.
            case onlyAfter
            /// One of the others at any time before.
            case preceded
            /// None of the others at any time before.
            case neverAfter
        }

        /// Its name in the spec.
        public var name: String
        /// What the event needs.
        public var kind: Kind
        /// The event, by number.
        public var event: Int
        /// The others.
        public var others: [Int]
    }

    /// A message.
    public struct Message: Sendable {
        /// Its topic in pieces, the call's id and headers looked up.
        public var topic: [TopicPiece] = []
        /// Its fields, the common ones among them.
        public var fields: [Field] = []
    }
}
