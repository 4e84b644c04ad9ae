import Correlator

/// What a story comes to: who called whom, and what became of it, by the last message that says so.
struct StorySummary {
    /// Who called, as `1986 Martin`; empty where no message says.
    var from = ""
    /// Who was called.
    var to = ""
    /// What became of it, in a word; empty where no message says.
    var outcome = ""
    /// Why it ended, in a word; empty where no message says.
    var cause = ""

    init(_ story: Story) {
        for message in story.messages {
            let fields = PayloadFields(message.payload)
            func party(_ key: String) -> String {
                [fields["\(key).extension"], fields["\(key).name"]].filter { !$0.isEmpty }.joined(separator: " ")
            }
            for (path, text) in [
                (\StorySummary.from, party("from")), (\.to, party("to")), (\.outcome, fields["outcome"]),
                (\.cause, fields["cause"]),
            ] where !text.isEmpty { self[keyPath: path] = text }
        }
    }
}
