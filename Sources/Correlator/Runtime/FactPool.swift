/// The facts of many owners, a row each, in one flat array of words: no owner has an allocation of its own, and all that
/// is known of one lies together.
struct FactPool: ~Copyable {
    /// Stands for "not known" among the numbers; as a moment it is 292,000 years before any.
    static let unset = Int64.min

    /// Where the numbers lie, by their places in the tables.
    let numbers: [FactPlace]
    /// Where the handles of the texts lie, in halves of words.
    private let texts: Range<Int>
    /// A row as it begins.
    private var start: [UInt64] = []
    private var words: [UInt64] = []

    init(_ facts: [FactTable], textCount: Int) {
        var (whole, quarter): (Int32, Int32) = (0, 0)
        let wholes = Int32(facts.count { !$0.isSmall })
        var numbers: [FactPlace] = []
        for fact in facts {
            if fact.isSmall {
                numbers.append(FactPlace(width: .quarter, index: wholes * 4 + quarter))
                quarter += 1
            } else {
                numbers.append(FactPlace(width: .whole, index: whole))
                whole += 1
            }
        }
        let firstText = (Int(wholes) * 4 + Int(quarter) + 1) / 2
        self.numbers = numbers
        texts = firstText..<firstText + textCount
        start = Array(repeating: 0, count: (texts.upperBound + 1) / 2)
        words = start
        for (place, fact) in zip(numbers, facts) {
            switch fact.start {
            case .unset, .nameIsTrunk: set(0, place, Self.unset)
            case .zero, .nameMatches: set(0, place, 0)
            }
        }
        start = words
        words = []
    }

    /// Makes a row what a new owner's is. It must own no texts any more.
    mutating func reset(_ row: Int) {
        if words.count < (row + 1) * start.count {
            words.append(contentsOf: start)
        } else {
            for place in start.indices { words[row * start.count + place] = start[place] }
        }
    }

    func number(_ row: Int, _ place: FactPlace) -> Int64 {
        let index = Int(place.index)
        switch place.width {
        case .whole: return Int64(bitPattern: words[row * start.count + index])
        case .quarter:
            let word = words[row * start.count + index / 4]
            let number = Int16(truncatingIfNeeded: word >> UInt64(index % 4 * 16))
            return number == .min ? Self.unset : Int64(number)
        }
    }

    mutating func set(_ row: Int, _ place: FactPlace, _ number: Int64) {
        let index = Int(place.index)
        switch place.width {
        case .whole: words[row * start.count + index] = UInt64(bitPattern: number)
        case .quarter:
            let shift = UInt64(index % 4 * 16)
            let quarter = UInt64(UInt16(bitPattern: Int16(clamping: number)))
            let word = row * start.count + index / 4
            words[word] = words[word] & ~(0xFFFF << shift) | quarter << shift
        }
    }

    /// The handle of a text, which the row owns.
    func text(_ row: Int, _ place: Int) -> UInt32 {
        let half = texts.lowerBound + place
        return UInt32(truncatingIfNeeded: words[row * start.count + half / 2] >> UInt64(half % 2 * 32))
    }

    /// Makes the row the owner of a text; the one before has to be released.
    mutating func set(_ row: Int, _ place: Int, text: UInt32) {
        let half = texts.lowerBound + place
        let shift = UInt64(half % 2 * 32)
        let word = row * start.count + half / 2
        words[word] = words[word] & ~(0xFFFF_FFFF << shift) | UInt64(text) << shift
    }

    /// Gives up all texts of a row.
    mutating func release(_ row: Int, from store: inout TextStore) {
        for place in 0..<texts.count {
            store.release(text(row, place))
            set(row, place, text: TextStore.empty)
        }
    }
}
