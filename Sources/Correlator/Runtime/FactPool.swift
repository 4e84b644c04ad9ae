/// The facts of many owners, a row each, in two flat arrays: no owner has an allocation of its own.
struct FactPool {
    /// Stands for "not known" among the numbers; as a moment it is 292,000 years before any.
    static let unset = Int64.min

    private let numberCount: Int
    private let textCount: Int
    private let start: [Int64]
    private var numbers: [Int64] = []
    private var texts: [String] = []

    init(start: [Int64], textCount: Int) {
        self.start = start
        self.numberCount = start.count
        self.textCount = textCount
    }

    /// Makes a row what a new owner's is.
    mutating func reset(_ row: Int) {
        if numbers.count < (row + 1) * numberCount || texts.count < (row + 1) * textCount {
            numbers.append(contentsOf: start)
            texts.append(contentsOf: repeatElement("", count: textCount))
            return
        }
        for place in 0..<numberCount { numbers[row * numberCount + place] = start[place] }
        for place in 0..<textCount { texts[row * textCount + place] = "" }
    }

    func number(_ row: Int, _ place: Int) -> Int64 { numbers[row * numberCount + place] }

    func text(_ row: Int, _ place: Int) -> String { texts[row * textCount + place] }

    mutating func set(_ row: Int, _ place: Int, _ number: Int64) { numbers[row * numberCount + place] = number }

    mutating func set(_ row: Int, _ place: Int, _ text: String) { texts[row * textCount + place] = text }
}
