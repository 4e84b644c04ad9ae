/// Reads what ``RecordWriter`` wrote; `nil` for anything that it did not write.
struct RecordReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func number() -> Int64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
        }
        return nil
    }

    /// A number that stands for how many of something follow.
    mutating func count(atMost limit: Int) -> Int? {
        guard let number = number(), number >= 0, number <= limit else { return nil }
        return Int(number)
    }

    mutating func numbers(_ count: Int) -> [Int64]? {
        var numbers: [Int64] = []
        var last: Int64 = 0
        for _ in 0..<count {
            guard position < bytes.count else { return nil }
            let isSet = bytes[position]
            position += 1
            if isSet == 0 {
                numbers.append(FactPool.unset)
                continue
            }
            guard let difference = number() else { return nil }
            last = last &+ difference
            numbers.append(last)
        }
        return numbers
    }

    mutating func text() -> String? {
        guard let count = count(atMost: bytes.count), count <= bytes.count - position else { return nil }
        let text = String(decoding: bytes[position..<position + count], as: UTF8.self)
        position += count
        return text
    }

    mutating func texts(_ count: Int) -> [String]? {
        var texts: [String] = []
        for _ in 0..<count {
            guard let text = text() else { return nil }
            texts.append(text)
        }
        return texts
    }
}
