public import Correlator

/// A queue on the board.
public struct WatchedQueue: Sendable, Equatable {
    /// How many of a kind there are in it.
    public struct Count: Sendable, Equatable {
        /// Of what kind, in words.
        public var label: String
        /// How many.
        public var number: Int
        /// How they stand to whoever looks.
        public var tone: Tone
    }

    /// What people call it.
    public var name: String
    /// How many wait.
    public var waiting: Int
    /// For how many seconds the first of them had waited at that time; `nil` if unknown.
    public var longestWait: Double?
    /// What those do who could take them.
    public var takers: [Count]
    /// When that was received.
    public var told: Timestamp

    /// For how many seconds the first of those who wait has waited; `nil` while nobody does.
    public func wait(at now: Timestamp) -> Double? {
        guard waiting > 0, let longestWait else { return nil }
        // The PBX's clock and this one may differ.
        return longestWait + Double(max(0, now.microseconds - told.microseconds)) / 1_000_000
    }

    /// Whether somebody waits and nobody is there to take them.
    public var isForsaken: Bool {
        let free = takers.filter { $0.tone == .calm }
        return waiting > 0 && !free.isEmpty && free.allSatisfy { $0.number == 0 }
    }

    /// Reads a payload; `nil` where it is none.
    init?(_ payload: JSON, _ thing: Legend.Thing, _ fields: Legend.Fields, at now: Timestamp) {
        guard case .object = payload else { return nil }
        name = payload[fields.name]?.text ?? thing.name.removingPercentEscapes
        var (waiting, takers): (Int, [Count]) = (0, [])
        for number in fields.numbers where !number.isDuration {
            guard let tone = number.tone, let value = payload[number.field]?.number else { continue }
            let count = Int(min(max(value, 0), 1e6))
            if tone == .waiting {
                waiting += count
            } else {
                let prefix = number.unit.map { "\($0) " } ?? ""
                let label = number.label.hasPrefix(prefix) ? String(number.label.dropFirst(prefix.count)) : number.label
                takers.append(Count(label: label, number: count, tone: tone))
            }
        }
        (self.waiting, self.takers) = (waiting, takers)
        longestWait = fields.numbers.first(where: \.isDuration).flatMap { payload[$0.field]?.number }
        // As it is seen here: a word that the broker kept says itself how old it is.
        told = payload["timestamp"]?.text.flatMap { Timestamp(rfc3339: $0) } ?? now
    }
}

extension String {
    /// Without what stands for other characters in a topic.
    fileprivate var removingPercentEscapes: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
