/// A call as a record has it.
struct SavedCall {
    /// A channel of it.
    struct Channel {
        var id: String
        var name: String
        var bridge: String
        var numbers: [Int64]
        var texts: [String]
    }

    var id: String
    var state: Int
    var beganAt: Timestamp
    var sequence: Int
    var sent: [UInt32]
    var mergedInto: String
    var numbers: [Int64]
    var texts: [String]
    var due: [Int64]
    var channels: [Channel] = []

    /// Reads a record; `nil` for one that is broken.
    init?(_ record: [UInt8], _ tables: CallTables) {
        var reader = RecordReader(record)
        guard let id = reader.text(), !id.isEmpty,
            let state = reader.count(atMost: tables.finalStates.count - 1), !tables.finalStates[state],
            let beganAt = reader.number(), let sequence = reader.count(atMost: Int(Int32.max))
        else { return nil }
        var sent: [UInt32] = []
        for _ in tables.messages {
            guard let count = reader.count(atMost: Int(UInt32.max)) else { return nil }
            sent.append(UInt32(count))
        }
        guard let mergedInto = reader.text(), let numbers = reader.numbers(tables.callNumbers.count),
            let texts = reader.texts(tables.callTextCount), let due = reader.numbers(tables.timers.count),
            // No channel takes less than a few bytes.
            let count = reader.count(atMost: record.count)
        else { return nil }
        self.id = id
        self.state = state
        self.beganAt = Timestamp(microseconds: beganAt)
        self.sequence = sequence
        self.sent = sent
        self.mergedInto = mergedInto
        self.numbers = numbers
        self.texts = texts
        self.due = due
        for _ in 0..<count {
            guard let id = reader.text(), !id.isEmpty, let name = reader.text(), let bridge = reader.text(),
                let numbers = reader.numbers(tables.channelNumbers.count),
                let texts = reader.texts(tables.channelTextCount)
            else { return nil }
            channels.append(Channel(id: id, name: name, bridge: bridge, numbers: numbers, texts: texts))
        }
        guard !channels.isEmpty, reader.isAtEnd else { return nil }
    }
}
