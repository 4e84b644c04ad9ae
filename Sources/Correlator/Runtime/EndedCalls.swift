import AMI

/// The calls that are over, the last of them: a channel that says it belongs to one must not call it back to life.
struct EndedCalls: ~Copyable {
    /// How many are remembered.
    static let capacity = 8192

    /// What is remembered of one.
    struct Ended {
        /// The call that it became one with, owned; empty for none.
        var successor = TextStore.empty
        /// How many messages it has sent.
        var sequence: Int32 = 0
        /// When it ended, by the PBX's clock.
        var endedAt = Timestamp(microseconds: 0)
    }

    private var directory = Directory()
    private var calls: [Ended] = []
    /// How many of each message they have sent.
    private var sent: MessageCounts
    /// The place of the oldest, once there are as many as may be.
    private var oldest = 0

    init(messages: Int) {
        sent = MessageCounts(messages: messages)
    }

    /// Takes note of a call that is over, and owns its id and its successor from now on.
    mutating func insert(
        _ id: UInt32, _ call: Call, at place: Int, ended time: Timestamp, sent counts: borrowing MessageCounts,
        messages: Int,
        in texts: inout TextStore
    ) {
        let ended: Int
        if let known = directory.find(texts.span(of: id), in: texts) {
            ended = known
            texts.release(id)
            texts.release(calls[ended].successor)
        } else {
            if directory.count == Self.capacity {
                texts.release(calls[oldest].successor)
                texts.release(directory.remove(oldest, in: texts))
                oldest = (oldest + 1) % Self.capacity
            }
            ended = directory.insert(id, in: texts)
            if ended == calls.count { calls.append(Ended()) }
            sent.reset(ended)
        }
        calls[ended] = Ended(successor: call.mergedInto, sequence: call.sequence, endedAt: time)
        for message in 0..<messages { sent[ended, message] = counts[place, message] }
    }

    /// The place of a call that is known to be over.
    func find(_ id: RawSpan, in texts: borrowing TextStore) -> Int? { directory.find(id, in: texts) }

    /// What is remembered of a call that is over.
    subscript(place: Int) -> Ended { calls[place] }

    /// How often it sent a message.
    func sent(_ place: Int, _ message: Int) -> UInt32 { sent[place, message] }
}
