import Correlator

/// The states of the open calls, by the last event of each.
struct CallStates {
    /// How many calls the overview lists, the oldest first; it counts all.
    static let listed = 100

    private struct Call {
        /// Calls are in the order of their first events.
        var order: Int
        var status: CallStatus
        /// Whether it is known from the broker alone.
        var isAdopted = false
    }

    private var calls: [String: Call] = [:]
    private var told = 0

    /// How many calls are going on.
    var count: Int { calls.count }

    /// Takes note of what a call did.
    ///
    /// - Returns: What it is doing now, one JSON object: `call_id`, `state`, `since`, and the event's payload as `last`;
    ///   `nil` where it is doing what it did before.
    mutating func note(_ event: CallEvent) -> [UInt8]? {
        guard let state = event.state else { return nil }
        let before = calls[event.callID]
        let status = CallStatus(
            of: event.callID, state: state, at: event.time, event.name, last: event.payload,
            after: before?.isAdopted == false ? before?.status : nil)
        if before == nil { told += 1 }
        calls[event.callID] = Call(order: before?.order ?? told, status: status)
        return status.document
    }

    /// Restores an open call from the retained state that an earlier run published.
    ///
    /// - Returns: Whether nothing was known of it.
    mutating func adopt(_ status: CallStatus, of callID: String) -> Bool {
        guard calls[callID] == nil else { return false }
        told += 1
        calls[callID] = Call(order: told, status: status, isAdopted: true)
        return true
    }

    /// A call is over.
    ///
    /// - Returns: Whether an event of it had been published.
    mutating func end(_ callID: String) -> Bool { calls.removeValue(forKey: callID) != nil }

    /// All calls in one JSON object: how many, and a list of them.
    func overview(at now: Timestamp) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("count")
        json.number(Int64(calls.count))
        json.key("calls")
        json.beginArray()
        for call in calls.values.sorted(by: { $0.order < $1.order }).prefix(Self.listed) {
            json.literal(call.status.document)
        }
        json.endArray()
        json.key("timestamp")
        json.timestamp(now)
        json.endObject()
        return json.array
    }
}
