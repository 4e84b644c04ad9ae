/// What a message is made in, and the next again: in room that is there already.
struct MessageDraft: ~Copyable {
    var eventID = ByteBuffer(capacity: 128)
    var topic = ByteBuffer(capacity: 128)
    var json = JSONWriter()

    /// Begins anew.
    mutating func clear() {
        eventID.clear()
        topic.clear()
        json.clear()
    }
}
