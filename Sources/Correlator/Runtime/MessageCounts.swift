/// How often each message was sent in each call. Nearly always that is a few times, so it takes a byte; what is more
/// stands elsewhere.
struct MessageCounts: ~Copyable {
    private let messages: Int
    private var bytes: [UInt8] = []
    private var many: [Int: UInt32] = [:]

    init(messages: Int) {
        self.messages = messages
    }

    /// Begins a call's counts anew.
    mutating func reset(_ call: Int) {
        if bytes.count < (call + 1) * messages {
            bytes.add(repeatElement(0, count: messages))
        } else {
            for message in 0..<messages { self[call, message] = 0 }
        }
    }

    subscript(call: Int, message: Int) -> UInt32 {
        get {
            let place = call * messages + message
            return bytes[place] < 255 ? UInt32(bytes[place]) : many[place] ?? 255
        }
        set {
            let place = call * messages + message
            if bytes[place] == 255 { many[place] = nil }
            bytes[place] = UInt8(clamping: newValue)
            if newValue >= 255 { many[place] = newValue }
        }
    }
}
