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
        last("\"event_id\":\"", in: payload) { rest in
            rest.firstIndex(of: UInt8(ascii: "\"")).map { String(decoding: rest[..<$0], as: UTF8.self) }
        }
    }

    /// The whole number in a field of a payload; `nil` if there is none.
    static func number(of field: String, in payload: [UInt8]) -> Int? {
        last("\"\(field)\":", in: payload) { rest in
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return Int(String(decoding: digits, as: UTF8.self))
        }
    }

    /// What stands after a text, read at its last place where it can be.
    private static func last<Value>(
        _ text: String, in payload: [UInt8], read: (ArraySlice<UInt8>) -> Value?
    ) -> Value? {
        let key = Array(text.utf8)
        // From the end: fields of a UserEvent come before it, and a quote within a text is escaped.
        guard payload.count > key.count else { return nil }
        for start in (0...payload.count - key.count).reversed()
        where payload[start] == key[0] && payload[start..<start + key.count].elementsEqual(key) {
            if let value = read(payload[(start + key.count)...]) { return value }
        }
        return nil
    }
}
