/// The calls that are over, the last of them: a channel that says it belongs to one must not call it back to life.
struct EndedCalls {
    /// How many are remembered.
    static let capacity = 8192

    /// What is remembered of one.
    struct Ended {
        /// The call that it became one with; empty for none.
        var successor: String
        /// How many messages it has sent, and how many of each.
        var sequence: Int
        var sent: [UInt32]
    }

    private var calls: [String: Ended] = [:]
    /// Their ids in a ring, the oldest at `next` once it is full.
    private var ring: [String] = []
    private var next = 0

    /// Takes note of a call that is over.
    mutating func insert(_ call: Call) {
        let id = call.id
        let ended = Ended(successor: call.mergedInto, sequence: call.sequence, sent: call.sent)
        if calls.updateValue(ended, forKey: id) != nil { return }
        if ring.count < Self.capacity {
            ring.append(id)
        } else {
            calls[ring[next]] = nil
            ring[next] = id
            next = (next + 1) % Self.capacity
        }
    }

    /// The call that one which is over became one with, empty for none; `nil` where it is not known to be over.
    func successor(of id: String) -> String? { calls[id]?.successor }

    /// What is remembered of one, for a call of which the id comes again.
    func ended(_ id: String) -> Ended? { calls[id] }
}
