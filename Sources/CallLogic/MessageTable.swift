/// What the runtime has to know of a message.
public struct MessageTable: Sendable, Hashable {
    /// A piece of the topic.
    public enum TopicPiece: Sendable, Hashable {
        /// A text as it stands.
        case text(String)
        /// A value, as one level or a part of one.
        case value(Source)
    }

    /// A field of the payload.
    public struct Field: Sendable, Hashable {
        /// What it holds.
        public enum Content: Sendable, Hashable {
            /// A text.
            case text([Source])
            /// A whole number.
            case number([Source])
            /// An object of texts, of all headers of the event that come after this one.
            case headersAfter(Int)
            /// True or false.
            case flag(Source)
            /// A moment, as RFC 3339 in UTC with milliseconds.
            case time([Source])
            /// One of a closed set of words, by number.
            case word(Source, [String])
            /// A header's value in other words: those of its vocabulary, by number, and the one for all others.
            case headerWord(Int, [String?], otherwise: String?)
            /// The name of a cause.
            case causeName(Source)
            /// The sentence of a cause.
            case causeDescription(Source)
            /// An object of an extension and, where there is one, a name.
            case party(number: [Source], name: [Source])
            /// Seconds between two moments, never negative; 0 where one is missing.
            case seconds(from: [Source], to: [Source])
            /// An array of an object for each channel of the call for which the conditions hold.
            case parties(number: [Source], name: [Source], where: [Condition])
            /// The message's name.
            case ownName
            /// The message's description.
            case description
            /// An id that is the same however often the same event is sent.
            case eventID
            /// 1, 2, 3 … within the call.
            case sequence
            /// The name of the PBX, where one is configured.
            case pbx
            /// An object of the channel variables that are configured and known; nothing, where none is.
            case variables
        }

        /// Its key.
        public var name: String
        /// What it holds.
        public var content: Content
        /// Whether it is left out when it says nothing.
        public var isOptional: Bool
        /// How its words stand to whoever looks; a word that is not among them stands for itself.
        public var tones: [String: Tone]
        /// Which way its words say that a call goes.
        public var ways: [String: Way]
        /// What a number counts, in a word; `nil` where it is not for people.
        public var unit: String?
        /// How what is counted stands to whoever looks.
        public var tone: Tone?
        /// What it is to whoever shows the message.
        public var role: FieldRole?

        /// A field.
        public init(
            _ name: String, _ content: Content, isOptional: Bool = false, tones: [String: Tone] = [:],
            ways: [String: Way] = [:], unit: String? = nil, tone: Tone? = nil, role: FieldRole? = nil
        ) {
            self.name = name
            self.content = content
            self.isOptional = isOptional
            self.tones = tones
            self.ways = ways
            self.unit = unit
            self.tone = tone
            self.role = role
        }
    }

    /// The message's name.
    public var name: String
    /// What the message means, in plain English.
    public var description: String
    /// Whether it is about a call.
    public var isAboutCall: Bool
    /// Whether it stands beside the call's own story, so that the call does not count it.
    public var isAside: Bool
    /// Whether it says again, to others, what another message said.
    public var isRepeat: Bool
    /// The topic below the prefix.
    public var topic: [TopicPiece]
    /// Whether an installation decides that it is sent.
    public var messageSwitch: MessageSwitch
    /// Its importance, from 1 to 9: when room runs out, the least important messages are dropped first.
    public var importance: Int
    /// The MQTT quality of service, where it is not the configured one.
    public var qos: Int?
    /// Whether the broker keeps it.
    public var retain: Bool
    /// What its call is doing from then on, in a word; `nil` where that stays as it was.
    public var state: String?
    /// How that word stands to whoever looks.
    public var tone: Tone?
    /// What it counts as for whoever shows or counts calls.
    public var role: MessageRole?
    /// The fields of the payload, in order.
    public var fields: [Field]

    /// A message's table.
    public init(
        _ name: String, description: String, isAboutCall: Bool = true, isAside: Bool = false, isRepeat: Bool = false,
        topic: [TopicPiece], importance: Int = 5, messageSwitch: MessageSwitch = .on,
        qos: Int? = nil, retain: Bool = false, state: String? = nil, tone: Tone? = nil, role: MessageRole? = nil,
        fields: [Field]
    ) {
        self.name = name
        self.description = description
        self.isAboutCall = isAboutCall
        self.isAside = isAside
        self.isRepeat = isRepeat
        self.topic = topic
        self.messageSwitch = messageSwitch
        self.importance = importance
        self.qos = qos
        self.retain = retain
        self.state = state
        self.tone = tone
        self.role = role
        self.fields = fields
    }
}
