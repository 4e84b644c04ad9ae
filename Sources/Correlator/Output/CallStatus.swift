/// The state of a call, for late subscribers.
package struct CallStatus: Sendable {
    /// In a word.
    package let state: String
    /// Since when.
    package let since: Timestamp
    /// The name of the last event's message; `nil` where it is not known.
    package let message: String?
    /// The last event's place within the call, from 1; `nil` where this run published it.
    package let sequence: Int?
    /// One JSON object with nothing around its braces: `call_id`, `state`, `since`, and the last event's payload as `last`.
    package let document: [UInt8]

    /// What it is doing by its last event.
    ///
    /// - Parameters:
    ///   - message: The event's name.
    ///   - before: What it was doing before: it has been in a state since it came to it.
    ///   - payload: The event's, one JSON object.
    package init(
        of callID: String, state: String, at time: Timestamp, _ message: String, last payload: [UInt8],
        after before: CallStatus?
    ) {
        self.state = state
        self.message = message
        sequence = nil
        since = before.flatMap { $0.state == state ? $0.since : nil } ?? time
        var json = JSONWriter()
        json.beginObject()
        json.key("call_id")
        json.string(callID)
        json.key("state")
        json.string(state)
        json.key("since")
        json.timestamp(since)
        json.key("last")
        json.literal(payload)
        json.endObject()
        document = json.array
    }

    /// The state in such a document of an earlier run.
    package init(state: String, since: Timestamp, message: String?, sequence: Int, document: [UInt8]) {
        self.state = state
        self.message = message
        self.sequence = sequence
        self.since = since
        self.document = document
    }
}
