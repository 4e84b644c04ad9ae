public import Correlator

/// An event of a call, as received from the broker.
public struct WatchedEvent: Sendable, Equatable {
    /// The event's name: the last level of its topic.
    public var name: String
    /// The call's id.
    public var callID: String
    /// When it happened.
    public var time: Timestamp
    /// What happened, in plain English.
    public var description: String
    /// Which way the call goes, where it says so.
    public var way: Way?
    /// Who placed the call: `1986 Martin`. Empty where nothing is known.
    public var from: String
    /// Whom it is for, or who answered.
    public var to: String
    /// The phones that are called; empty where it says nothing of them.
    public var destinations: [String]
    /// How what the call does from then on stands to whoever looks.
    public var tone: Tone?
    /// How the call ended, where it did.
    public var ending: Ending?
    /// The payload: one line of JSON.
    public var payload: [UInt8]
    /// The same for the same event, however often it is sent.
    var id: String?

    /// How a call ended.
    public struct Ending: Sendable, Equatable {
        /// What became of it, in a word: `answered`, `no_answer`.
        public var outcome: String
        /// How that stands to whoever looks.
        public var tone: Tone?
        /// Why, in a word: `normal_clearing`.
        public var cause: String
        /// Why, in a sentence.
        public var causeDescription: String
        /// How long was talked, in seconds.
        public var talked: Double
        /// From the first ring to the end, in seconds.
        public var total: Double
    }

    /// Reads a payload; `nil` where it is none of a call's events.
    init?(_ json: JSON, name: String, callID: String, payload: [UInt8], _ reading: Reading, at now: Timestamp) {
        guard case .object = json else { return nil }
        self.name = name
        self.callID = callID
        time = json["timestamp"]?.text.flatMap { Timestamp(rfc3339: $0) } ?? now
        description = json["description"]?.text ?? ""
        let fields = reading.fields
        from = Self.party(json[fields.from])
        to = Self.party(json[fields.to])
        way = json[fields.direction]?.text.flatMap { fields.ways[$0] }
        destinations = (json[fields.phones]?.elements ?? []).map(Self.party).filter { !$0.isEmpty }
        tone = reading.message?.tone
        id = json["event_id"]?.text
        self.payload = Self.oneLine(payload)
        if reading.message?.role == .end {
            let outcome = json[fields.outcome]?.text ?? ""
            ending = Ending(
                outcome: outcome, tone: fields.tones[outcome], cause: json[fields.cause]?.text ?? "",
                causeDescription: json[fields.causeDescription]?.text ?? "",
                talked: json["talk_duration_seconds"]?.number ?? 0,
                total: json["total_duration_seconds"]?.number ?? 0)
        }
    }

    /// Reads the last event that the broker keeps of a call.
    init?(_ last: JSON, of callID: String, in state: String, payload: [UInt8], _ legend: Legend, at now: Timestamp) {
        let name = last[legend.fields(of: nil).event]?.text
        self.init(
            last, name: name ?? state, callID: callID, payload: payload,
            Reading(legend, name.flatMap(legend.message(named:))), at: now)
    }

    /// An arrow that says which way the call goes: in, out or within; nothing where that is not known.
    public var arrow: String {
        switch way {
        case .inward: "↙ "
        case .outward: "↗ "
        case .inside: "↔ "
        case nil: ""
        }
    }

    private static func party(_ json: JSON?) -> String {
        let extensionText = json?["extension"]?.text ?? ""
        let name = json?["name"]?.text ?? ""
        return name.isEmpty || name == extensionText
            ? extensionText : extensionText.isEmpty ? name : "\(extensionText) \(name)"
    }

    /// The same JSON without what breaks lines or speaks to a terminal: line breaks between its parts become spaces, and
    /// DEL and the C1 controls, which JSON lets strings have as they are, are written as escapes.
    private static func oneLine(_ json: [UInt8]) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(json.count)
        for (index, byte) in json.enumerated() {
            let before = index > 0 ? json[index - 1] : 0
            switch byte {
            case 0..<0x20: line.append(0x20)
            case 0x7F: line.append(contentsOf: "\\u007f".utf8)
            case 0x80...0x9F where before == 0xC2:
                line.removeLast()
                line.append(contentsOf: "\\u00\(String(byte, radix: 16))".utf8)
            default: line.append(byte)
            }
        }
        return line
    }
}
