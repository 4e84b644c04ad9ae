@_spi(Runtime) import CallLogic

/// The facts of many owners, a row each, in one flat array of words: no owner has an allocation of its own, and all that
/// is known of one lies together.
struct FactPool: ~Copyable {
    /// Stands for "not known" among the numbers; as a moment it is 292,000 years before any.
    static let unset = Int64.min

    /// Where the numbers lie, by their places in the tables. Set once; Swift 6.2 calls no mutating method in `init` beside
    /// constants.
    private(set) var numbers: [FactPlace]
    /// Where the handles of the texts lie, in halves of words.
    private var texts: Range<Int>
    /// A row as it begins.
    private var start: [UInt64] = []
    private var words: [UInt64] = []

    /// Numbers that half a word does not hold, by row and place.
    private var large: [Int: Int64] = [:]

    init(_ facts: [FactTable], textCount: Int) {
        // The widest first, so that each begins where its width does.
        var next = (whole: 0, half: 0, quarter: 0)
        next.half = facts.count { $0.width == .whole } * 2
        let textStart = next.half + facts.count { $0.width == .half }
        texts = textStart..<textStart + textCount
        next.quarter = texts.upperBound * 2
        numbers = facts.map { fact in
            switch fact.width {
            case .whole:
                next.whole += 1
                return FactPlace(width: .whole, index: Int32(next.whole - 1))
            case .half:
                next.half += 1
                return FactPlace(width: .half, index: Int32(next.half - 1))
            case .quarter:
                next.quarter += 1
                return FactPlace(width: .quarter, index: Int32(next.quarter - 1))
            }
        }
        start = Array(repeating: 0, count: (next.quarter + 3) / 4)
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
            words.add(start)
        } else {
            for place in start.indices { words[row * start.count + place] = start[place] }
        }
    }

    func number(_ row: Int, _ place: FactPlace) -> Int64 {
        let index = Int(place.index)
        switch place.width {
        case .whole: return Int64(bitPattern: words[row * start.count + index])
        case .half:
            let word = words[row * start.count + index / 2]
            let number = Int32(truncatingIfNeeded: word >> UInt64(index % 2 * 32))
            if number == .min { return Self.unset }
            return number == .max ? large[row * start.count * 2 + index] ?? Int64(number) : Int64(number)
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
        case .half:
            let shift = UInt64(index % 2 * 32)
            let isLarge = number != Self.unset && (number <= Int64(Int32.min) || number >= Int64(Int32.max))
            let half = isLarge ? Int32.max : Int32(clamping: number)
            if isLarge { large[row * start.count * 2 + index] = number }
            let word = row * start.count + index / 2
            words[word] = words[word] & ~(0xFFFF_FFFF << shift) | UInt64(UInt32(bitPattern: half)) << shift
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
