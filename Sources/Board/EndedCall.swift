import Correlator

/// A call that is over, by the last that was told of it.
struct EndedCall {
    /// Outcomes with which a call that somebody was to take was taken by nobody.
    private static let missedOutcomes: Set<String> = ["no_answer", "cancelled", "busy", "rejected"]

    var pbx: String
    var time: Timestamp
    var payload: [UInt8]
    /// Whether somebody was to take it and nobody did.
    var isMissed: Bool
    /// What it is found by, in small letters: numbers, names, outcome and cause.
    private let text: [UInt8]

    init(_ event: CallEvent, of pbx: String) {
        self.pbx = pbx
        time = event.time
        payload = event.payload
        let words = PayloadWords(of: event.payload)
        isMissed = words.outcome.map { Self.missedOutcomes.contains($0) } ?? false
        let texts = [
            words.from?.extension, words.from?.name, words.to?.extension, words.to?.name, words.outcome, words.cause,
            words.causeDescription, words.direction, pbx, event.callID,
            // So that people find "no answer", too.
            words.outcome?.replacing("_", with: " "), words.cause?.replacing("_", with: " "),
        ]
        text = Array(texts.compactMap(\.self).joined(separator: "\n").lowercased().utf8)
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
