/// States of a model, each once, in one piece of memory.
struct StateSet {
    private let width: Int
    private var cells: [ModelCell] = []
    /// The places of states by their hashes, -1 for none: there are always more places than states.
    private var table: [Int32]

    /// How many there are.
    private(set) var count = 0

    init(width: Int) {
        self.width = width
        table = Array(repeating: -1, count: 1 << 12)
    }

    /// The state at a place.
    subscript(place: Int) -> ArraySlice<ModelCell> { cells[place * width..<(place + 1) * width] }

    /// Adds a state; false where it is there already.
    mutating func insert(_ state: [ModelCell]) -> Bool {
        if count * 2 > table.count { grow() }
        var slot = Self.hash(state[...]) & (table.count - 1)
        while table[slot] >= 0 {
            let start = Int(table[slot]) * width
            var offset = 0
            while offset < width, cells[start + offset] == state[offset] { offset += 1 }
            if offset == width { return false }
            slot = (slot + 1) & (table.count - 1)
        }
        table[slot] = Int32(count)
        cells.append(contentsOf: state)
        count += 1
        return true
    }

    private mutating func grow() {
        table = Array(repeating: -1, count: table.count * 4)
        for place in 0..<count {
            var slot = Self.hash(self[place]) & (table.count - 1)
            while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = Int32(place)
        }
    }

    private static func hash(_ state: ArraySlice<ModelCell>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for cell in state { hash = (hash ^ UInt64(cell)) &* 0x9E37_79B9_7F4A_7C15 }
        return Int(truncatingIfNeeded: hash >> 20)
    }
}
