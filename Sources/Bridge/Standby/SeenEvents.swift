import DequeModule

/// The ids of the latest published events.
struct SeenEvents {
    private let limit: Int
    private var order: Deque<String> = []
    private var ids: Set<String> = []

    init(limit: Int) {
        self.limit = limit
    }

    func contains(_ id: String) -> Bool { ids.contains(id) }

    mutating func insert(_ id: String) {
        guard ids.insert(id).inserted else { return }
        order.append(id)
        if order.count > limit { ids.remove(order.removeFirst()) }
    }

    /// The `event_id` in a payload; `nil` if there is none.
    static func eventID(in payload: [UInt8]) -> String? {
        let key = Array("\"event_id\":\"".utf8)
        // From the end: fields of a UserEvent come before it, and a quote within a text is escaped.
        guard payload.count > key.count else { return nil }
        for start in (0...payload.count - key.count).reversed()
        where payload[start] == key[0] && payload[start..<start + key.count].elementsEqual(key) {
            let rest = payload[(start + key.count)...]
            guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
            return String(decoding: rest[..<end], as: UTF8.self)
        }
        return nil
    }
}
