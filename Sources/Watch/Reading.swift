import Correlator

/// By what a payload is read: its message, where it is known, and where that says what.
struct Reading {
    /// The message.
    let message: MessageTable?
    /// Where it says what.
    let fields: Legend.Fields

    /// By a message's number.
    init(_ legend: Legend, _ message: Int?) {
        self.message = message.map { legend.messages[$0] }
        fields = legend.fields(of: message)
    }
}
