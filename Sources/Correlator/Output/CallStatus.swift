/// What a call is doing, for those who come late.
package struct CallStatus: Sendable {
    /// In a word.
    package let state: String
    /// Since when.
    package let since: Timestamp
    /// One JSON object with nothing around its braces: `call_id`, `state`, `since`, and the last event's payload as `last`.
    package let document: [UInt8]

    /// What it is doing by its last event.
    ///
    /// - Parameters:
    ///   - before: What it was doing before: it has been in a state since it came to it.
    ///   - payload: The event's, one JSON object.
    package init(
        of callID: String, state: String, at time: Timestamp, last payload: [UInt8], after before: CallStatus?
    ) {
        self.state = state
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

    /// What it is doing by such a document of before, as it is read.
    package init(state: String, since: Timestamp, document: [UInt8]) {
        self.state = state
        self.since = since
        self.document = document
    }
}
