public import Correlator

/// A call that has ended, by its last events.
public struct EndedCall: Sendable {
    /// Its id.
    public let callID: String
    /// When it ended.
    public let time: Timestamp
    /// Its last event.
    public let payload: [UInt8]
    /// For how many seconds it rang before it was answered, where that is known.
    public internal(set) var ringSeconds: Double?
    let pbx: String
    /// What the payload says, in its message's own places.
    let words: PayloadWords
    /// Its outcome; without one, its last event.
    let outcome: String
    /// How that stands to whoever looks.
    let tone: Tone?
    /// What it is found by, in small letters: numbers, names, outcome and cause.
    private let text: [UInt8]

    /// A call that is over.
    public init(
        callID: String, time: Timestamp, payload: [UInt8], ringSeconds: Double? = nil, of pbx: String,
        _ legend: Legend = .builtIn
    ) {
        self.callID = callID
        self.time = time
        self.payload = payload
        self.pbx = pbx
        let event = PayloadWords(of: payload, legend.fields(of: nil)).event ?? ""
        let fields = legend.fields(of: legend.message(named: event) ?? legend.end)
        words = PayloadWords(of: payload, fields)
        outcome = words.outcome ?? event
        tone = words.outcome.flatMap { fields.tones[$0] }
        self.ringSeconds = words.ringSeconds ?? ringSeconds
        let names = words.words + [words.cause].compactMap(\.self)
        let texts =
            [
                words.from?.extension, words.from?.name, words.to?.extension, words.to?.name, words.causeDescription,
                pbx, callID,
            ].compactMap(\.self) + names
            // So that people find "no answer", too.
            + names.map { $0.replacing("_", with: " ") }
        text = Array(texts.joined(separator: "\n").lowercased().utf8)
    }

    /// What became of it, for counting.
    var fate: Fate {
        switch tone {
        case .connected: .answered
        // Who is missed outside missed no call of ours.
        case .missed: words.way == .outward ? .unreached : .missed
        default: .other
        }
    }

    /// Whether all words stand in it.
    func has(_ words: [[UInt8]]) -> Bool { words.allSatisfy(has) }

    private func has(_ word: [UInt8]) -> Bool {
        guard let first = word.first, word.count <= text.count else { return word.isEmpty }
        var place = 0
        while place <= text.count - word.count {
            if text[place] == first, text[place..<place + word.count].elementsEqual(word) { return true }
            place += 1
        }
        return false
    }
}
