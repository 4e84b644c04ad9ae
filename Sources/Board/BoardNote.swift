import Correlator

/// What one event changes on the board. Made before the board is locked, since payloads are read for it.
enum BoardNote {
    /// A call goes on, and does this now; without a state it does what it did.
    case goes(id: String, state: String?, time: Timestamp, payload: [UInt8])
    /// A call is over.
    case ended(id: String, EndedCall)
    /// A phone does this now.
    case lamp(name: String, payload: [UInt8])
    /// A call rang for the first time.
    case rang(Timestamp)
    /// A call was answered.
    case answered(Timestamp, afterSeconds: Double?)

    /// What a batch of events changes.
    ///
    /// - Parameter isOpen: Whether a call goes on after the whole batch.
    static func notes(on events: [CallEvent], of pbx: String, isOpen: (String) -> Bool) -> [BoardNote] {
        var notes: [BoardNote] = []
        var seen: Set<String> = []
        // Backwards, so that the last event of a call is known for what it is.
        for event in events.reversed() {
            if event.callID.isEmpty {
                if event.retain, let name = event.phone {
                    notes.append(.lamp(name: name, payload: event.payload))
                }
                continue
            }
            let isLast = seen.insert(event.callID).inserted
            if isOpen(event.callID) {
                notes.append(.goes(id: event.callID, state: event.state, time: event.time, payload: event.payload))
            } else if isLast {
                notes.append(.ended(id: event.callID, EndedCall(event, of: pbx)))
            }
            switch event.name {
            case "ringing": notes.append(.rang(event.time))
            case "answered":
                notes.append(.answered(event.time, afterSeconds: PayloadWords(of: event.payload).ringSeconds))
            default: break
            }
        }
        return notes.reversed()
    }
}
