@_spi(Runtime) import CallLogic

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

    /// What numbers a call's events can have had: there is room for counting on.
    static let sequences = 0...Int(Int32.max) / 2

    var id: String
    var state: Int
    var beganAt: Timestamp
    var sequence: Int
    var sent: [UInt32]
    var mergedInto: String
    var numbers: [Int64]
    var texts: [String]
    var due: [Int64]
    var variables: [(name: String, value: String)] = []
    var channels: [Channel] = []

    /// Reads a record; `nil` for one that is broken.
    init?(_ record: [UInt8], _ tables: CallTables) {
        var reader = RecordReader(record)
        guard let id = reader.text(), !id.isEmpty,
            let state = reader.count(atMost: tables.finalStates.count - 1), !tables.finalStates[state],
            let beganAt = reader.number(), Timestamp.reckonable.contains(beganAt),
            let sequence = reader.count(atMost: Self.sequences.upperBound)
        else { return nil }
        var sent: [UInt32] = []
        for _ in tables.messages {
            guard let count = reader.count(atMost: Int(UInt32.max) / 2) else { return nil }
            sent.append(UInt32(count))
        }
        guard let mergedInto = reader.text(), let numbers = reader.numbers(tables.callNumbers.count),
            let texts = reader.texts(tables.callTextCount), let due = reader.numbers(tables.timers.count),
            let variableCount = reader.count(atMost: record.count)
        else { return nil }
        for _ in 0..<variableCount {
            guard let name = reader.text(), let value = reader.text() else { return nil }
            variables.append((name, value))
        }
        // No channel takes less than a few bytes.
        guard let count = reader.count(atMost: record.count) else { return nil }
        guard Self.canBe(numbers, of: tables.callNumbers), due.allSatisfy(Self.canBeMoment) else { return nil }
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
                let texts = reader.texts(tables.channelTextCount), Self.canBe(numbers, of: tables.channelNumbers)
            else { return nil }
            channels.append(Channel(id: id, name: name, bridge: bridge, numbers: numbers, texts: texts))
        }
        guard !channels.isEmpty, reader.isAtEnd else { return nil }
    }

    private static func canBe(_ numbers: [Int64], of facts: [FactTable]) -> Bool {
        zip(facts, numbers).allSatisfy { $0.kind != .time || canBeMoment($1) }
    }

    private static func canBeMoment(_ number: Int64) -> Bool {
        number == FactPool.unset || Timestamp.reckonable.contains(number)
    }
}
