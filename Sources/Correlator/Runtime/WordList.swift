import AMI

/// Words that values are compared with. For most values, the length alone shows that none matches.
struct WordList: Sendable {
    /// The lengths there are: bit 3 for three bytes, and bit 63 for 63 and more.
    let lengths: UInt64
    private let words: [[UInt8]]

    init(_ words: [String]) {
        self.words = words.map { Array($0.utf8) }
        lengths = self.words.reduce(0) { $0 | 1 << UInt64(min($1.count, 63)) }
    }

    /// The number of the word that the value is.
    func find(_ value: RawSpan) -> Int? {
        for (number, word) in words.enumerated() {
            if word.span.bytes.equals(value) { return number }
        }
        return nil
    }
}
