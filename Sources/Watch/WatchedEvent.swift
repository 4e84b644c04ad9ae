public import Correlator

/// What a call did, as the broker told it.
public struct WatchedEvent: Sendable, Equatable {
    /// The event's name: the last level of its topic.
    public var name: String
    /// The call's id.
    public var callID: String
    /// When it happened.
    public var time: Timestamp
    /// What happened, in plain English.
    public var description: String
    /// Who placed the call: `1986 Martin`. Empty where nothing is known.
    public var from: String
    /// Whom it is for, or who answered.
    public var to: String
    /// The phones that are called; empty where it says nothing of them.
    public var destinations: [String]
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
    init?(_ json: JSON, name: String, callID: String, payload: [UInt8], at now: Timestamp) {
        guard case .object = json else { return nil }
        self.name = name
        self.callID = callID
        time = json["timestamp"]?.text.flatMap { Timestamp(rfc3339: $0) } ?? now
        description = json["description"]?.text ?? ""
        from = Self.party(json["from"])
        to = Self.party(json["to"])
        destinations = (json["destinations"]?.elements ?? []).map(Self.party).filter { !$0.isEmpty }
        id = json["event_id"]?.text
        self.payload = Self.oneLine(payload)
        if name == CallBoard.lastEvent {
            ending = Ending(
                outcome: json["outcome"]?.text ?? "", cause: json["cause"]?.text ?? "",
                causeDescription: json["cause_description"]?.text ?? "",
                talked: json["talk_duration_seconds"]?.number ?? 0,
                total: json["total_duration_seconds"]?.number ?? 0)
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
