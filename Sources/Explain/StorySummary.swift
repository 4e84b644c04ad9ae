import Correlator

/// The summary of a story: the parties and the outcome, from the last message that contains them.
struct StorySummary {
    /// The caller, such as `1986 Martin`; empty if unknown.
    var from = ""
    /// The called party.
    var to = ""
    /// The outcome, as a word; empty if unknown.
    var outcome = ""
    /// The tone of the outcome.
    var tone: Tone?
    /// The cause, as a word; empty if unknown.
    var cause = ""

    init(_ story: Story, _ legend: Legend) {
        for message in story.messages {
            let payload = PayloadFields(message.payload)
            let fields = legend.fields(of: legend.message(named: message.name))
            func text(_ field: String?) -> String { field.map { payload[$0] } ?? "" }
            func party(_ field: String?) -> String {
                guard let field else { return "" }
                return [payload["\(field).extension"], payload["\(field).name"]].filter { !$0.isEmpty }
                    .joined(separator: " ")
            }
            for (path, text) in [
                (\StorySummary.from, party(fields.from)), (\.to, party(fields.to)), (\.outcome, text(fields.outcome)),
                (\.cause, text(fields.cause)),
            ] where !text.isEmpty { self[keyPath: path] = text }
            if let tone = fields.tones[text(fields.outcome)] { self.tone = tone }
        }
    }
}
