/// What a message is made in, and the next again: in room that is there already.
struct MessageDraft {
    var eventID: [UInt8] = []
    var topic: [UInt8] = []
    var json = JSONWriter()

    /// Begins anew.
    mutating func clear() {
        eventID.removeAll(keepingCapacity: true)
        topic.removeAll(keepingCapacity: true)
        json.clear()
    }
}
