/// The calls that are over, the last of them: a channel that says it belongs to one must not call it back to life.
struct EndedCalls {
    /// How many are remembered.
    static let capacity = 8192

    /// The call that each became one with; empty for none.
    private var successors: [String: String] = [:]
    /// Their ids in a ring, the oldest at `next` once it is full.
    private var ring: [String] = []
    private var next = 0

    /// Takes note of a call that is over.
    mutating func insert(_ id: String, successor: String) {
        if successors.updateValue(successor, forKey: id) != nil { return }
        if ring.count < Self.capacity {
            ring.append(id)
        } else {
            successors[ring[next]] = nil
            ring[next] = id
            next = (next + 1) % Self.capacity
        }
    }

    /// The call that one which is over became one with, empty for none; `nil` where it is not known to be over.
    func successor(of id: String) -> String? { successors[id] }
}
