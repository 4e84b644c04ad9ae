/// Something that a call did, ready to be published.
public struct CallEvent: Sendable {
    /// The message's name, such as `ringing`.
    public var name: String
    /// The name of its cause, such as `user_busy`; `nil` if it has none.
    public var causeName: String?
    /// The call's id, its Linkedid, as the PBX gave it.
    public var callID: String
    /// The topic below the prefix; the call's id stands in it escaped.
    public var topic: String
    /// When it happened.
    public var time: Timestamp
    /// 1, 2, 3 … within the call.
    public var sequence: Int
    /// The same for the same event, however often it is sent.
    public var eventID: String
    /// The payload, one JSON object in UTF-8.
    public var payload: [UInt8]
    /// Its importance, from 1 to 9: when room runs out, the least important messages are dropped first.
    public var importance: Int
    /// The MQTT quality of service, where it is not the configured one.
    public var qos: Int?
    /// Whether the broker keeps it.
    public var retain: Bool
    /// What its call is doing from then on, in a word, such as `talking`; `nil` where that stays as it was.
    public var state: String?

    package init(
        name: String, causeName: String? = nil, callID: String, topic: String, time: Timestamp, sequence: Int,
        eventID: String,
        payload: [UInt8], importance: Int, qos: Int?, retain: Bool, state: String?
    ) {
        self.name = name
        self.causeName = causeName
        self.callID = callID
        self.topic = topic
        self.time = time
        self.sequence = sequence
        self.eventID = eventID
        self.payload = payload
        self.importance = importance
        self.qos = qos
        self.retain = retain
        self.state = state
    }
}
