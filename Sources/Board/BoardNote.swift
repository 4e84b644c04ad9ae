import Correlator

/// What one event changes on the board. Made before the board is locked, since payloads are read for it.
enum BoardNote {
    /// A call goes on, and does this now; without a state it does what it did.
    case goes(id: String, state: String?, time: Timestamp, message: String, payload: [UInt8])
    /// A call is over.
    case ended(EndedCall)
    /// A phone, a queue or the like does this now.
    case thing(BoardThing)
    /// There is no such thing any more.
    case gone(Legend.Thing)
    /// A call was answered, after it rang for so long.
    case answered(id: String, afterSeconds: Double)

    /// What a batch of events changes.
    ///
    /// - Parameter isOpen: Whether a call goes on after the whole batch.
    static func notes(
        on events: [CallEvent], of pbx: String, _ legend: Legend, isOpen: (String) -> Bool
    ) -> [BoardNote] {
        var notes: [BoardNote] = []
        var seen: Set<String> = []
        // Events besides the end may come after it, such as that a phone missed the call.
        let ends = Set(
            events.filter { event in legend.end.map { legend.messages[$0].name == event.name } ?? false }.map(\.callID))
        // Backwards, so that the last event of a call is known for what it is.
        for event in events.reversed() {
            let message = legend.message(named: event.name)
            let role = message.flatMap { legend.messages[$0].role }
            if event.callID.isEmpty {
                if event.retain, let thing = legend.thing(ofTopic: event.topic[...]) {
                    notes.append(
                        event.payload.isEmpty
                            ? .gone(thing) : .thing(BoardThing(thing, event.payload, at: event.time, legend)))
                }
                continue
            }
            let isLast =
                role == .end || !ends.contains(event.callID) ? seen.insert(event.callID).inserted : false
            if isOpen(event.callID) {
                notes.append(
                    .goes(
                        id: event.callID, state: event.state, time: event.time, message: event.name,
                        payload: event.payload))
            } else if isLast {
                notes.append(
                    .ended(EndedCall(callID: event.callID, time: event.time, payload: event.payload, of: pbx, legend)))
            }
            if role == .answered, let seconds = PayloadWords(of: event.payload, legend.fields(of: message)).seconds {
                notes.append(.answered(id: event.callID, afterSeconds: seconds))
            }
        }
        return notes.reversed()
    }
}
