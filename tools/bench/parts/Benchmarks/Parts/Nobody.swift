import AMI

/// Wants nothing of what there is: what is left is to find the messages and their names.
struct Nobody: AMIMessageSink {
    func wants(event name: RawSpan) -> Bool { false }
    mutating func receive(_ message: borrowing AMIMessage) {}
}
